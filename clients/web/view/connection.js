/** The truth about the connection and about refused presses, said only when it matters. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import en from "../words/en.js";
import { say } from "../words/words.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/**
 * Laid over the page, and always there, so that nothing moves and the words are read once.
 * @param {Visit} visit
 */
export function connection(visit) {
  return html`<p class="line" role="status">${visit.lull.isSaid ? words(visit) : nothing}</p>`;
}

/** @param {Visit} visit */
function words({ line, you }) {
  const { state, reason } = line ?? {};
  const why = state === "waiting" ? reasonOf("line", reason ?? "", "waiting") : say("line.joining");
  return you ? `${why} ${say("line.stale")}` : why;
}

/** @param {Visit} visit */
export function refusal(visit) {
  const { code } = visit.pressing.refused;
  if (!code) return held(visit);
  return html`<p class="notice" role="status">${reasonOf("refused", code, "other")}</p>`;
}

/** What was pressed while there is no connection, or while the server cannot write it down. @param {Visit} visit */
function held({ isLive, line, lull }) {
  const isKept = !isLive && lull.isSaid && line?.presses.size;
  if (!isKept && (!isLive || line?.presses.held !== "unavailable")) return nothing;
  return html`<p class="notice" role="status">${say(isKept ? "line.kept" : "line.held")}</p>`;
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
