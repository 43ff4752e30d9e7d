/** Keys for leaders; the same list is shown on the page. Only Escape, which writes nothing, acts while somebody types. */

import { lasting } from "./store.js";

/** @typedef {import("./visit.js").Visit} Visit */

/** Each presses the button that names it, so that it does what the button would, where the button would. @type {Record<string, {words: import("../words/words.js").Key, button: string}>} */
export const KEYS = {
  n: { words: "key.next", button: "N" },
  b: { words: "lead.back", button: "B" },
  s: { words: "lead.stop", button: "S" },
  p: { words: "key.pause", button: "P" },
  u: { words: "lead.undo", button: "U" },
  "+": { words: "key.more", button: "Plus" },
  "-": { words: "key.fewer", button: "-" },
  Escape: { words: "lead.pending_stop", button: "Escape" },
};

/**
 * @param {Visit} visit
 * @param {KeyboardEvent} event
 */
export function onKey(visit, event) {
  const place = /** @type {HTMLElement | null} */ (event.target);
  // A key held down presses again and again, and the next button stands where the last one did.
  if (event.repeat && place?.closest("button") && presses(event)) return event.preventDefault();
  const isTyping = (event.key !== "Escape" || event.isComposing) && place?.closest("input, select, textarea");
  const isQuiet = visit.isAway || visit.hasEnded || event.repeat || !areOn();
  const leads = visit.stage === "inside" && visit.sections.phase && visit.actsAs("leader");
  if (!leads || isQuiet || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const button = buttonOf(nameOf(event));
  if (!button) return;
  event.preventDefault();
  button.click();
}

/** Whether it would press something; all others lead on, however long they are held. @param {KeyboardEvent} event */
const presses = (event) => event.key === "Enter" || event.key === " " || nameOf(event) in KEYS;

/** Where the keyboard writes other letters than Latin ones, by the place of the key. @param {KeyboardEvent} event */
function nameOf({ key, code }) {
  if (key.length > 1) return key;
  const isOther = /\p{L}/u.test(key) && !/[a-z]/i.test(key);
  return (isOther ? code.replace(/^Key/, "") : key).toLowerCase();
}

/** What a key presses, where it is shown and would do anything. @param {string} key @returns {HTMLButtonElement | undefined} */
function buttonOf(key) {
  const all = KEYS[key] ? document.querySelectorAll(`.leading [aria-keyshortcuts="${KEYS[key].button}"]`) : [];
  return /** @type {HTMLButtonElement[]} */ ([...all]).find((one) => one.checkVisibility() && !one.disabled);
}

const OFF = "pushback.keys_off";

/** Whether keys act: who dictates into the page turns them off. */
export const areOn = () => lasting.get(OFF) === null;

/** @param {boolean} on */
export function turn(on) {
  if (on) lasting.remove(OFF);
  else lasting.set(OFF, "1");
}
