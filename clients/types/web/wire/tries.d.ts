/** Milliseconds that a line must have lived before its server is trusted with quick tries again. */
export const STEADY: 10000;
export class Tries {
    /** A line has lived for a while. */
    lived(): void;
    /**
     * One more has failed; the milliseconds until the next.
     * @param {{now: number, chance: number, within?: number, after?: number}} given `within` as of
     *   `ending`, `after` what the server asked for
     */
    failed({ now, chance, within, after }: {
        now: number;
        chance: number;
        within?: number;
        after?: number;
    }): number;
    /**
     * Whether a try now is what the server asked us not to do.
     * @param {number} now
     */
    isTooEarly(now: number): boolean;
    #private;
}
