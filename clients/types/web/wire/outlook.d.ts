/**
 * The steps after the current one; all of them before the first.
 * @param {Sections} sections
 * @returns {Step[]}
 */
export function remaining({ room, phase }: Sections): Step[];
/** @param {Sections} sections @returns {Step | undefined} */
export function current({ room, phase }: Sections): Step | undefined;
/**
 * What "next" does here, null once the meeting has ended.
 * @param {Sections} sections
 * @returns {Onward | null}
 */
export function onward(sections: Sections): Onward | null;
/**
 * When everything ends if each step takes its minutes, and what the next case then keeps of the
 * planned end (null where no case follows), if the current step gets `more` milliseconds.
 * @param {Sections} sections
 * @param {number} now the server's instant
 * @param {number} more
 */
export function outlook(sections: Sections, now: number, more?: number): {
    expectedEnd: number;
    nextCase: null;
} | {
    expectedEnd: number;
    nextCase: number;
};
export type Sections = import("./view.js").Sections;
export type Step = {
    id: string;
    phase: string;
    case: number;
    limit_ms?: number | null;
};
export type Onward = {
    type: string;
    move: string;
    to: Step | null;
};
