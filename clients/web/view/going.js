/** "I have to go", asked once more before it is so; for everybody, from the agreement on. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { say } from "../words/words.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/** @param {Visit} visit */
function sure(visit) {
  return html`
    <div class="own" data-asked role="group" aria-label=${say("own.leave_sure")}>
      <span>${say("own.leave_sure")}</span>
      <button @click=${() => visit.press("leave")}>${say("own.leave_yes")}</button>
      <button class="plain" @click=${() => visit.ask("")}>${say("own.no")}</button>
    </div>
  `;
}

/** @param {Visit} visit @param {unknown} beside what else they can do */
export function going(visit, beside = nothing) {
  if (visit.asking === "leave") return sure(visit);
  return html`
    <nav class="own">
      ${beside}
      <button class="plain" data-asks="leave" @click=${() => visit.ask("leave")}>${say("own.leave")}</button>
    </nav>
  `;
}
