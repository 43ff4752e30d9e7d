/** The door: shut or open, who waits, and what of it the call must do as well. */

import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../words/words.js";
import { agreeing } from "./aloud.js";
import { doorClaim, remove } from "./claims.js";
import { circleOf, idOf } from "./people.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */

/** @param {Visit} visit */
export function door(visit) {
  const { door: seen } = visit.sections;
  return html`
    <section class="door" data-keeps>
      <p class="hint">${doorClaim(visit.sections)}</p>
      ${seen.waiting.length ? html`<ul class="people">${repeat(seen.waiting, idOf, (/** @type {any} */ one) => html`<li data-of=${one.person}>${waiting(visit, one)}</li>`)}</ul>` : nothing}
    </section>
  `;
}

/**
 * @param {Visit} visit
 * @param {any} one
 */
function waiting(visit, one) {
  const isShut = visit.sections.door.state === "shut";
  const state = !one.ready ? say("lead.reading") : one.gone ? say("presence.not_connected") : "";
  const leads = visit.actsAs("leader");
  return html`
    <span><bdi>${one.name}</bdi> <span class="hint">${state}</span></span>
    ${one.needs_confirmation && leads ? html`<button @click=${() => visit.press("confirm_person", { person: one.person })}>${say("lead.confirm")}</button>` : nothing}
    ${one.ready && (isShut || one.role === "observer") && !one.gone ? html`<button @click=${() => visit.press("admit", { person: one.person })}>${say("lead.admit")}</button>` : nothing}
    ${!one.ready && leads ? html`<details class="aloud"><summary>${say("lead.aloud")}</summary>${agreeing(visit, one)}</details>` : nothing}
    ${one.needs_confirmation && leads ? again(visit, one) : nothing}
    ${leads ? turningAway(visit, one) : nothing}
  `;
}

/**
 * @param {Visit} visit
 * @param {any} one
 */
function turningAway(visit, one) {
  const what = `turn away ${one.person}`;
  if (visit.asking !== what) return html`<button class="plain" data-asks=${what} @click=${() => visit.ask(what)}>${say("lead.turn_away")}</button>`;
  return html`
    <span class="asked" data-asked><button class="plain" @click=${() => visit.ask("")}>${say("own.no")}</button>
    <button @click=${() => remove(visit, one.person)}>${say("lead.turn_away_yes")}</button></span>
  `;
}

/**
 * "This is X again": chosen, and then said, for it cannot be taken back.
 * @param {Visit} visit
 * @param {any} one
 */
function again(visit, one) {
  /** @param {SubmitEvent} event */
  const same = (event) => {
    event.preventDefault();
    const known = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("again"));
    if (known) visit.press("same_as", { person: one.person, again: known });
  };
  return html`
    <form class="row" @submit=${same}>
      <select name="again" required aria-label=${say("lead.again", { name: one.name })}>
        <option value="">${say("lead.again_who")}</option>
        ${repeat(circleOf(visit.sections), idOf, (/** @type {any} */ seat) => html`<option value=${seat.person}>${seat.name}</option>`)}
      </select>
      <button>${say("lead.again_yes")}</button>
    </form>
  `;
}
