/**
 * What `type` brings in `expect`, undefined where it brings nothing.
 * @param {import("./view.js").Sections} sections
 * @param {string} type
 * @returns {Record<string, number> | undefined}
 */
export function expected(sections: import("./view.js").Sections, type: string): Record<string, number> | undefined;
/**
 * What `type` brings where the person saw that the case is stopped: they move on knowing it.
 * @param {import("./view.js").Sections} sections
 * @param {string} type
 * @returns {{confirm?: number}}
 */
export function confirmed({ phase, you }: import("./view.js").Sections, type: string): {
    confirm?: number;
};
/**
 * What `type` brings where the same person has pressed before it, and neither has an answer: three
 * taps are three minutes on a slow line too, and one of another leader between them is still noticed.
 * @param {string} type
 * @param {Record<string, number> | undefined} expect
 * @param {{frame: Record<string, any>}[]} unanswered
 */
export function inTurn(type: string, expect: Record<string, number> | undefined, unanswered: {
    frame: Record<string, any>;
}[]): Record<string, number> | {
    timer_rev: any;
} | undefined;
/** Which revision each command brings: what the person saw when they pressed (docs/protocol.md). */
/** @type {Record<string, "phase_rev" | "timer_rev" | "case_rev" | "plan_rev">} */
export const EXPECTS: Record<string, "phase_rev" | "timer_rev" | "case_rev" | "plan_rev">;
/** The moves that have to be confirmed where the case is stopped. */
export const CONFIRMED: string[];
