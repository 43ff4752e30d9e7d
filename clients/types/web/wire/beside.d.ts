/** @typedef {import("./trial.js").Given} Given */
export class Beside {
    /** @param {Given} given */
    constructor(given: Given);
    given: import("./trial.js").Given;
    /** Whether the server may have let the line go for the one that is tried. */
    get hasSaidHello(): boolean;
    /** Try one at once, unless one is being tried. */
    now(): void;
    /** @param {number} ms */
    after(ms: number): void;
    /** After a pause, drawn from more each time. */
    again(): void;
    /** None is tried any more. */
    drop(): void;
    #private;
}
export type Given = import("./trial.js").Given;
