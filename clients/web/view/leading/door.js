/** The door: shut or open, who waits, and what of it the call must do as well. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../words/words.js";
import { circleOf } from "./people.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */

/** @param {Visit} visit */
export function door(visit) {
  const { door: seen, enforcement } = visit.sections;
  const isShut = seen.state === "shut";
  const hint = isShut && enforcement?.door === "agreed" ? say("lead.shut_too") : say(isShut ? "lead.shut" : "lead.open");
  return html`
    <section class="door">
      <p class="hint">${hint}</p>
      ${seen.waiting.length ? html`<ul class="people">${seen.waiting.map((/** @type {any} */ one) => html`<li>${waiting(visit, one)}</li>`)}</ul>` : nothing}
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
  return html`
    <span>${one.name} <span class="hint">${state}</span></span>
    ${one.needs_confirmation ? html`<button @click=${() => visit.press("confirm_person", { person: one.person })}>${say("lead.confirm")}</button>` : nothing}
    ${one.ready && (isShut || one.role === "observer") && !one.gone ? html`<button @click=${() => visit.press("admit", { person: one.person })}>${say("lead.admit")}</button>` : nothing}
    ${one.needs_confirmation ? again(visit, one) : nothing}
    <button class="plain" @click=${() => visit.press("remove_person", { person: one.person })}>${say("lead.turn_away")}</button>
  `;
}

/**
 * "This is X again."
 * @param {Visit} visit
 * @param {any} one
 */
function again(visit, one) {
  /** @param {Event} event */
  const choose = (event) => {
    const known = /** @type {HTMLSelectElement} */ (event.target).value;
    if (known) visit.press("same_as", { person: one.person, again: known });
  };
  return html`
    <select aria-label=${say("lead.again", { name: one.name })} @change=${choose}>
      <option value="">${say("lead.again_who")}</option>
      ${circleOf(visit.sections).map((/** @type {any} */ seat) => html`<option value=${seat.person}>${seat.name}</option>`)}
    </select>
  `;
}
