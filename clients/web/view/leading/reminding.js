/** One tap by which whoever sits back reads once more that they are asked to stay muted, where their call does not hold them. */

import { hasReminded, remindedUntil } from "../../page/reminder.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../words/words.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */

/**
 * It keeps its place where the call holds them, or they are not connected and would not read it, so that nothing moves when they are.
 * @param {Visit} visit
 * @param {any} one who sits back
 */
export function reminding(visit, one) {
  const { floor, enforcement, presence } = visit.sections;
  if (one.by_name || !enforcement) return nothing;
  const isLocked = floor?.seats[one.person]?.floor === "locked" && !enforcement.opened.includes(one.person);
  const isNeeded = isLocked && enforcement.locks !== "enforced" && !presence?.presenter_missing;
  const words = say(isNeeded && visit.now() < remindedUntil(visit, one.person) ? "lock.reminded" : "lock.remind");
  return html`<div class="row"><button class="small" ?disabled=${!isNeeded} @click=${() => remind(visit, one.person)}>${words}</button></div>`;
}

/** @param {Visit} visit @param {string} person */
async function remind(visit, person) {
  const answer = await visit.press("remind_presenter");
  if (answer?.t !== "done") return;
  hasReminded(visit, person);
  visit.tell(say("lock.reminded"));
}
