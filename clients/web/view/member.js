/** What a member may say without a word: "I could present", "I would like to come in". */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { say } from "../words/words.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/** Before a case begins, when the group is asked about observers. */
const ASKING = ["gathering", "opening", "select"];

/**
 * Somebody would rather not be observed: the leaders read it, and nobody else.
 * @param {Visit} visit
 */
export function objecting(visit) {
  const seats = visit.sections.circle?.seats ?? [];
  const observers = seats.filter((/** @type {any} */ one) => one.role === "observer");
  if (!observers.length || visit.you.role !== "member" || !ASKING.includes(visit.sections.phase.phase)) return nothing;
  if (observers.every((/** @type {any} */ one) => visit.objected.includes(one.person))) return html`<p class="hint" role="status">${say("circle.objected")}</p>`;
  return html`<button class="plain small" @click=${() => visit.object(observers.map((/** @type {any} */ one) => one.person))}>${say("circle.object")}</button>`;
}

/** @param {Visit} visit */
export function joining(visit) {
  const { own, phase, room, signals } = visit.sections;
  const me = visit.you.person;
  if (visit.you.role === "observer") return nothing;
  if (phase.phase === "select") return toggle(visit, own?.volunteers, "volunteer", "own.could", "own.could_not");
  if (phase.phase === "discuss" && room.wants_in && !visit.actsAs("presenter")) {
    return toggle(visit, signals?.wants_in.includes(me), "want_in", "own.want_in", "own.want_in_no");
  }
  return nothing;
}

/**
 * @param {Visit} visit
 * @param {boolean | undefined} isOn
 * @param {string} type
 * @param {import("../words/words.js").Key} on
 * @param {import("../words/words.js").Key} off
 */
function toggle(visit, isOn, type, on, off) {
  const press = () => visit.press(isOn ? `no_longer_${type}` : type);
  return html`<div class="pair"><button @click=${press}>${say(isOn ? off : on)}</button></div>`;
}
