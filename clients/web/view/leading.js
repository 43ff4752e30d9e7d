/** A leader's side of the page: the next step, then what needs an answer, then the rest. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { attention } from "./leading/attention.js";
import { closing, moving } from "./leading/moving.js";
import { timing } from "./leading/timing.js";
import { presenter } from "./leading/presenter.js";
import { around } from "./leading/around.js";
import { door } from "./leading/door.js";
import { matching } from "./leading/matching.js";
import { between } from "./leading/between.js";
import { evening } from "./leading/evening.js";
import { areOn, KEYS, turn } from "../page/keys.js";
import { WAITS } from "../page/moves.js";
import { say } from "../words/words.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/**
 * A leader who presents keeps the moves where nobody else leads, without the leaders' view; a stand-in
 * has the view, and pauses, lets in, closes and ends.
 * @param {Visit} visit
 */
export function leading(visit) {
  const sees = visit.you.audience === "leader";
  const leads = visit.actsAs("leader");
  return html`
    <aside class="leading" data-keeps aria-label=${say("lead.label")}>
      ${leads ? moving(visit) : closing(visit)} ${sees ? attention(visit) : nothing}
      ${sees && leads ? presenter(visit) : nothing} ${sees ? timing(visit) : nothing} ${sees ? html`${door(visit)} ${between(visit)}` : nothing}
      ${sees && leads ? html`${matching(visit)} ${around(visit)} ${evening(visit)}` : nothing} ${leads ? keys(visit) : nothing}
    </aside>
  `;
}

/** @param {Visit} visit */
function keys(visit) {
  return html`
    <details class="keys">
      <summary>${say("lead.keys")}</summary>
      ${waiting(visit)}
      <label class="choice"><input type="checkbox" .checked=${areOn()} @change=${(/** @type {Event} */ event) => turn(/** @type {HTMLInputElement} */ (event.target).checked)}> ${say("lead.keys_on")}</label>
      <dl>${Object.entries(KEYS).map(([key, { words }]) => html`<dt><kbd>${key}</kbd></dt><dd>${say(words)}</dd>`)}</dl>
    </details>
  `;
}

/** How long a phase move waits. @param {Visit} visit */
function waiting(visit) {
  const choose = (/** @type {Event} */ event) => visit.moves.choose(Number(/** @type {HTMLSelectElement} */ (event.target).value));
  return html`
    <label>${say("lead.wait")}
      <select @change=${choose}>
        ${WAITS.map((one) => html`<option value=${one} ?selected=${one === visit.moves.wait}>${one ? say("lead.wait_seconds", { count: one / 1_000 }) : say("lead.wait_none")}</option>`)}
      </select>
    </label>
  `;
}
