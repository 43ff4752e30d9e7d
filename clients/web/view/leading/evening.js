/** The shape of the evening: the whole meeting as a line, and what leaders settle about it. */

import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { html, nothing, svg } from "../../vendor/lit-html/lit-html.js";
import { named, say } from "../../words/words.js";
import { later } from "./later.js";
import { circleOf, idOf } from "./people.js";
import { shapeInWords } from "./shape.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */

const DURING = ["opening", "select", "present", "clarify", "discuss", "rejoin", "close"];

/** @param {Visit} visit */
export function evening(visit) {
  const { phase, room, enforcement } = visit.sections;
  return html`
    <section class="evening" data-keeps="h2">
      <h2>${say("lead.evening")}</h2>
      ${timeline(visit)}
      <div class="row">
        ${DURING.includes(phase.phase) ? html`
          <button @click=${() => visit.press("add_case")}>${say("lead.add_case")}</button>
          <button @click=${() => visit.press("drop_case")}>${say("lead.drop_case")}</button>` : nothing}
        ${room.rings ? html`<button @click=${() => visit.press(room.outer_open ? "close_outer_ring" : "open_outer_ring")}>${say(room.outer_open ? "lead.close_outer" : "lead.open_outer")}</button>` : nothing}
        ${room.observers_agreed ? nothing : html`<button @click=${() => visit.press("record_observers_agreed")}>${say("lead.observers_agreed")}</button>`}
        ${phase.step ? followUps(visit) : nothing}
      </div>
      ${later(visit)} ${standIn(visit)}
      ${enforcement?.tested ? html`<p class="hint">${named("tested", enforcement.tested)}</p>` : nothing}
    </section>
  `;
}

/** Of the whole, so that a rehearsal's short meeting is drawn as the long one: a step's least share, and what stands off it on either side. */
const NARROWEST = 45;
const GAPS = 450;

/** Each step as long as its minutes; the one that runs is marked by more than colour. @param {Visit} visit */
function timeline(visit) {
  const { room, phase } = visit.sections;
  const minutes = (/** @type {any} */ step) => (step.limit_ms ?? 0) / 60_000;
  const whole = room.steps.reduce((/** @type {number} */ sum, /** @type {any} */ step) => sum + minutes(step), 0) || 1;
  const width = (/** @type {any} */ step) => Math.max(whole / NARROWEST, minutes(step));
  const all = room.steps.reduce((/** @type {number} */ sum, /** @type {any} */ step) => sum + width(step), 0);
  const at = room.steps.findIndex((/** @type {any} */ step) => step.id === phase.step);
  const gap = all / GAPS;
  let x = 0;
  return html`
    <svg class="timeline" viewBox="0 0 ${all} 6" preserveAspectRatio="none" role="img" aria-label=${shapeInWords(visit.sections, visit.now())}>
      ${room.steps.map((/** @type {any} */ step, /** @type {number} */ n) => {
        const from = x;
        x += width(step);
        const is = n < at ? "over" : n === at ? "now" : "";
        return svg`<rect class="step ${is} ${step.case ? "case" : ""}" x=${from + gap} y=${n === at ? 0 : 1.5} width=${width(step) - 2 * gap} height=${n === at ? 6 : 3}><title>${named("phase", step.phase)}</title></rect>`;
      })}
    </svg>
  `;
}

/** A tap too many is taken back. @param {Visit} visit */
function followUps(visit) {
  const told = visit.sections.room.follow_ups ?? 0;
  const count = (/** @type {number} */ now) => () => visit.press("count_follow_ups", { told: now });
  return html`
    <button @click=${count(told + 1)}>${say("lead.follow_up", { count: told })}</button>
    ${told ? html`<button class="plain" @click=${count(told - 1)}>${say("lead.follow_up_fewer")}</button>` : nothing}
  `;
}

/** Named, or "no stand-in" as a full choice. @param {Visit} visit */
function standIn(visit) {
  const { stand_in: seen } = visit.sections.room;
  if (!seen) return nothing;
  const members = circleOf(visit.sections).filter((/** @type {any} */ one) => one.role === "member" && !one.presents);
  /** @param {Event} event */
  const choose = (event) => {
    const select = /** @type {HTMLSelectElement} */ (event.target);
    const { value } = select;
    select.value = seen.named ? seen.person ?? "nobody" : "";  // what is shown is what the room says
    if (value) visit.press("name_stand_in", { person: value === "nobody" ? null : value });
  };
  return html`
    <label>${say("lead.stand_in")}
      <select @change=${choose}>
        <option value="" .selected=${!seen.named}>${say("lead.stand_in_open")}</option>
        <option value="nobody" .selected=${seen.named && !seen.person}>${say("lead.stand_in_none")}</option>
        ${repeat(members, idOf, (/** @type {any} */ one) => html`<option value=${one.person} .selected=${one.person === seen.person}>${one.name}</option>`)}
      </select>
    </label>
  `;
}
