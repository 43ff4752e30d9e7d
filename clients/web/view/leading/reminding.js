/** One tap by which whoever sits back reads once more that they are asked to stay muted, where their call does not hold them. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../words/words.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */

/** Milliseconds in which another one would change nothing, and the key says that one was sent. */
const SENT_FOR = 30_000;
let until = 0;

/**
 * It keeps its place where the call holds them, so that nothing moves when it does.
 * @param {Visit} visit
 * @param {any} one who sits back
 */
export function reminding(visit, one) {
  const { floor, enforcement } = visit.sections;
  if (one.by_name || !enforcement) return nothing;
  const isLocked = floor?.seats[one.person]?.floor === "locked" && !enforcement.opened.includes(one.person);
  const isNeeded = isLocked && enforcement.locks !== "enforced";
  const words = say(isNeeded && visit.now() < until ? "lock.reminded" : "lock.remind");
  return html`<div class="row"><button class="small" ?disabled=${!isNeeded} @click=${() => remind(visit)}>${words}</button></div>`;
}

/** @param {Visit} visit */
async function remind(visit) {
  const answer = await visit.press("remind_presenter");
  if (answer?.t !== "done") return;
  until = visit.now() + SENT_FOR;
  visit.tell(say("lock.reminded"));
}
