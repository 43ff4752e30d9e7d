/** Coming back in takes effect with the presenter's word, whenever the server hears of it. */

/**
 * Whether they have pressed it, and nobody has answered yet: kept while there is no connection, or
 * while the server cannot write. Asked of the presses themselves, for whatever hides the way back
 * may not outlive them.
 * @param {Pick<import("./visit.js").Visit, "line">} visit
 */
export const isComingBack = ({ line }) => Boolean(line?.presses.unanswered().some(({ frame }) => frame.type === "come_back_in"));
