/** Keys for leaders; the same list is shown on the page. None of them acts while somebody types. */

import { onward } from "../wire/outlook.js";
import { lasting } from "./store.js";

/** @typedef {import("./visit.js").Visit} Visit */

/** @type {Record<string, {words: import("../words/words.js").Key, press: (visit: Visit) => unknown}>} */
export const KEYS = {
  n: { words: "key.next", press: (visit) => next(visit) },
  b: { words: "lead.back", press: (visit) => visit.moves.begin("back", "back") },
  s: { words: "lead.stop", press: (visit) => visit.press("stop") },
  p: { words: "key.pause", press: (visit) => visit.press(visit.sections.clock?.paused ? "resume" : "pause") },
  u: { words: "lead.undo", press: (visit) => visit.press("undo") },
  "+": { words: "key.more", press: (visit) => visit.press("extend", { by: 60_000 }) },
  "-": { words: "key.fewer", press: (visit) => visit.press("shorten", { by: 60_000 }) },
  Escape: { words: "lead.pending_stop", press: (visit) => visit.moves.pending && visit.moves.stop() },
};

/** @param {Visit} visit */
function next(visit) {
  const on = onward(visit.sections);
  if (!on) return null;
  return on.move === "end" ? visit.ask("end_meeting") : visit.moves.begin(on.move, on.type);
}

/**
 * @param {Visit} visit
 * @param {KeyboardEvent} event
 */
export function onKey(visit, event) {
  const place = /** @type {HTMLElement | null} */ (event.target);
  // A key held down presses again and again, and the next button stands where the last one did.
  if (event.repeat && place?.closest("button")) return event.preventDefault();
  const isTyping = place?.closest("input, select, textarea");
  const isQuiet = visit.isAway || visit.hasEnded || event.repeat || !areOn();
  const leads = visit.stage === "inside" && visit.sections.phase && visit.actsAs("leader");
  if (!leads || isQuiet || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!key) return;
  event.preventDefault();
  key.press(visit);
}

const OFF = "pushback.keys_off";

/** Whether keys act: who dictates into the page turns them off. */
export const areOn = () => lasting.get(OFF) === null;

/** @param {boolean} on */
export function turn(on) {
  if (on) lasting.remove(OFF);
  else lasting.set(OFF, "1");
}
