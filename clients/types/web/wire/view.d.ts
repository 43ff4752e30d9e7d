/**
 * The view after a frame; the same object where the frame says nothing about it.
 * @param {View} view
 * @param {Record<string, any>} frame
 * @returns {View}
 */
export function merged(view: View, frame: Record<string, any>): View;
/**
 * Where the view stands, for a `hello`; null when there is nothing to go on from.
 * @param {View} view
 */
export function cursor(view: View): {
    epoch: string;
    view: string;
    seq: number;
} | null;
/** What this person sees: sections, merged as they come. The whole logic of a client's state. */
/** @typedef {Record<string, any>} Sections */
/** @typedef {{sections: Sections, epoch: string, name: string, seq: number}} View */
/** @type {View} */
export const NOTHING: View;
export type Sections = Record<string, any>;
export type View = {
    sections: Sections;
    epoch: string;
    name: string;
    seq: number;
};
