/** The stand-in is offered the room when all leaders are lost, for as long as the offer holds. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { say } from "../words/words.js";

/** @param {import("../page/visit.js").Visit} visit */
export function standingIn(visit) {
  if (!visit.actsAs("offered_room") || visit.now() >= visit.you.offered_until) return nothing;
  return html`
    <div class="presenting" role="status">
      <p>${say("stand_in.offered")}</p>
      <div class="pair">
        <button class="first" @click=${() => visit.press("take_room")}>${say("stand_in.take")}</button>
        <button @click=${() => visit.press("decline_room")}>${say("stand_in.decline")}</button>
      </div>
    </div>
  `;
}
