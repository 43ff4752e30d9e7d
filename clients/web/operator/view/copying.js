/** A button that copies, and says so on itself and to screen readers. */

import { html } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../words/operator.js";

const SAID_FOR = 3_000;

/** @typedef {import("../office.js").Office} Office */

/**
 * @param {Office} office
 * @param {string} text
 * @param {string} words
 * @param {string} [label] where the words alone do not say what is copied
 */
export function copying(office, text, words, label = words) {
  const isCopied = office.copied === text;
  return html`<button type="button" class=${isCopied ? "copied" : ""} aria-label=${isCopied ? say("made.copied") : label} @click=${() => copy(office, text)}>${isCopied ? say("made.copied") : words}</button>`;
}

/** @param {Office} office @param {string} text */
async function copy(office, text) {
  const isDone = await navigator.clipboard?.writeText(text).then(() => true, () => false);
  if (!isDone && !byHand(text)) return;
  office.copied = text;
  office.onChange();
  tell(say("made.copied"));
  setTimeout(() => {
    if (office.copied !== text) return;
    office.copied = "";
    office.onChange();
    tell("");
  }, SAID_FOR);
}

/** @param {string} words */
function tell(words) {
  const place = document.getElementById("announced");
  if (place) place.textContent = words;
}

/** Where there is no clipboard, as over plain HTTP in a local network. @param {string} text */
function byHand(text) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const field = document.createElement("textarea");
  field.className = "unseen";
  field.value = text;
  document.body.append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  before?.focus();
  return isDone;
}
