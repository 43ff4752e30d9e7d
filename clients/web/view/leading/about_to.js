/** A move that waits, in the words that tell it: where it leads, as far as this page knows. */

import { current, onward } from "../../wire/outlook.js";
import { named, say } from "../../words/words.js";

/**
 * @param {import("../../wire/view.js").Sections} sections
 * @param {string} move as the wire calls it
 * @param {string} [to] the step of a skip
 */
export function moveInWords(sections, move, to) {
  const step = to ? current({ ...sections, phase: { step: to } }) : move === "advance" ? onward(sections)?.to : null;
  return step ? say("move.to", { phase: named("phase", step.phase) }) : named("move", move);
}
