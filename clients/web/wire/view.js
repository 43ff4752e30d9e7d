/** What this person sees: sections, merged as they come. The whole logic of a client's state. */

/** @typedef {Record<string, any>} Sections */
/** @typedef {{sections: Sections, epoch: string, name: string, seq: number}} View */

/** @type {View} */
export const NOTHING = Object.freeze({ sections: {}, epoch: "", name: "", seq: 0 });

/**
 * The view after a frame; the same object where the frame says nothing about it.
 * @param {View} view
 * @param {Record<string, any>} frame
 * @returns {View}
 */
export function merged(view, frame) {
  if (frame.t === "welcome") {
    const isOther = frame.epoch !== view.epoch || frame.view !== view.name;
    return { ...view, epoch: frame.epoch, name: frame.view, seq: isOther ? 0 : view.seq };
  }
  if (frame.t !== "state") return view;
  // A line that takes another's place may know less for a moment than the one before it.
  if (!frame.full && frame.seq < view.seq) return view;
  const sections = frame.full ? frame.set : { ...view.sections, ...frame.set };
  return { ...view, sections, name: frame.view ?? view.name, seq: frame.seq ?? view.seq };
}

/**
 * Where the view stands, for a `hello`; null when there is nothing to go on from.
 * @param {View} view
 */
export function cursor(view) {
  if (!view.epoch || !view.seq) return null;
  return { epoch: view.epoch, view: view.name, seq: view.seq };
}
