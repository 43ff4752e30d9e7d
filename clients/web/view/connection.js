/** The truth about the connection and about refused presses, said only when it matters. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import en from "../words/en.js";
import { say } from "../words/words.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/** @param {Visit} visit */
export function connection(visit) {
  if (visit.isLive) return nothing;
  const { state, reason } = visit.line ?? {};
  const words = state === "waiting" ? reasonOf("line", reason ?? "", "waiting") : say("line.joining");
  return html`<p class="notice" role="status">${words} ${visit.you ? say("line.stale") : nothing}</p>`;
}

/** @param {Visit} visit */
export function refusal(visit) {
  if (!visit.reason) return held(visit);
  return html`<p class="notice" role="status">${reasonOf("refused", visit.reason, "other")}</p>`;
}

/** What was pressed, and the server cannot write down just now. @param {Visit} visit */
function held(visit) {
  if (!visit.isLive || visit.line?.presses.held !== "unavailable") return nothing;
  return html`<p class="notice" role="status">${say("line.held")}</p>`;
}

/**
 * The words for a code, or the usual ones.
 * @param {string} group
 * @param {string} code
 * @param {string} usual
 */
export function reasonOf(group, code, usual) {
  const key = `${group}.${code}` in en ? `${group}.${code}` : `${group}.${usual}`;
  return say(/** @type {keyof typeof en} */ (key));
}
