export class Presses {
    /**
     * Keep a press until it is answered; the promise is of `done` or `refused`.
     * @param {Frame} frame a `do` with its id
     * @param {(sections: Sections) => boolean} [isMeant] whether it still means what it did, after a while without a line
     * @returns {Promise<Frame>}
     */
    add(frame: Frame, isMeant?: (sections: Sections) => boolean): Promise<Frame>;
    /** The line is back: what to send again at once. What may mean something else by now waits for the first sight. */
    back(): Waiting[];
    /** What is still meant in the meeting as it is, to be sent again; the rest is refused as stale. @param {Sections} sections */
    meant(sections: Sections): Waiting[];
    /**
     * Hear an answer; whether it was to one of ours.
     * @param {Frame} frame
     */
    hear(frame: Frame): boolean;
    /**
     * A refusal that may be tried again: what to send, and after how many milliseconds; null for any
     * other answer, which is to be heard.
     * @param {Frame} frame
     */
    again({ id, code, retry, facts }: Frame): {
        frame: Frame;
        after: any;
    } | null;
    /** Give up on all of them, saying why. @param {string} code */
    abandon(code: string): void;
    /** What nobody is to hear of any more. @param {string} type */
    withdraw(type: string): void;
    /** In the order in which they were pressed. @returns {Waiting[]} */
    unanswered(): Waiting[];
    /** Why the first of those that were refused for the moment was; empty where none was. */
    get held(): string;
    get size(): number;
    #private;
}
export type Frame = Record<string, any>;
export type Sections = import("./view.js").Sections;
export type Waiting = {
    frame: Frame;
    answer: (frame: Frame) => void;
    isMeant?: (sections: Sections) => boolean;
    isUnsure?: boolean;
    held?: string;
};
