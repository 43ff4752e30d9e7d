/** What everybody can do: ask for a leader, say that someone can hear, go. */

import { html } from "../vendor/lit-html/lit-html.js";
import { need } from "./joining.js";
import { say } from "../words/words.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/** @param {Visit} visit */
export function own(visit) {
  if (visit.asking === "leave") return sure(visit);
  return html`
    <nav class="own">
      ${need(visit)}
      <button class="plain" @click=${() => visit.press("someone_can_hear")}>${say("own.hear")}</button>
      <button class="plain" data-asks="leave" @click=${() => visit.ask("leave")}>${say("own.leave")}</button>
    </nav>
  `;
}

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
