/** What is still to come, in leaders' hands: the minutes of each step, what may be left out, the end. */

import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { remaining } from "../../wire/outlook.js";
import { named, say } from "../../words/words.js";
import { caseInWords, casesOf } from "../cases.js";
import { atTime } from "../times.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */
/** @typedef {import("../../wire/outlook.js").Step} Step */

const MINUTE = 60_000;
/** What a meeting may have after its closing, in this order. */
const OPTIONAL = ["leadership", "debrief", "corridor"];

/** @param {Visit} visit */
export function later(visit) {
  const steps = remaining(visit.sections);
  const cases = casesOf(visit.sections.room.steps);
  const { planned_end: end } = visit.sections.clock;
  return html`
    <details class="later" data-keeps="summary">
      <summary>${say("later.steps")}</summary>
      ${end ? ending(visit, end) : nothing}
      ${steps.length ? html`<form @submit=${(/** @type {SubmitEvent} */ event) => keep(visit, steps, event)}>${repeat(steps, ({ id }) => id, (step) => one(step, cases))}<button>${say("later.save")}</button></form>` : nothing}
      <div class="row">${OPTIONAL.map((phase) => choice(visit, steps, phase))}</div>
    </details>
  `;
}

/** @param {Visit} visit @param {number} end */
function ending(visit, end) {
  const move = (/** @type {number} */ by) => visit.press("set_end", { at: end + by * MINUTE });
  return html`
    <div class="row"><span>${say("later.ends", { time: atTime(end) })}</span>
      <button dir="ltr" aria-label=${say("later.earlier", { count: 5 })} @click=${() => move(-5)}>−5</button>
      <button dir="ltr" aria-label=${say("later.later", { count: 5 })} @click=${() => move(5)}>+5</button>
    </div>
  `;
}

/** @param {Step} step @param {number} cases */
function one({ id, phase, case: number, limit_ms }, cases) {
  return html`
    ${phase === "select" ? html`<h3>${caseInWords(number, cases)}</h3>` : nothing}
    <label>${named("phase", phase)} <input type="number" inputmode="numeric" name=${id} min="0" max="240" step="any" required value=${(limit_ms ?? 0) / MINUTE}></label>
  `;
}

/**
 * All minutes at once. What was typed is kept until the room has it, and follows the room again then.
 * @param {Visit} visit
 * @param {Step[]} steps
 * @param {SubmitEvent} event
 */
async function keep(visit, steps, event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const written = new FormData(form);
  const answer = await edit(visit, steps.map((step) => ({ ...step, limit_ms: Number(written.get(step.id)) * MINUTE })));
  if (answer?.t === "done") form.reset();
}

/** A step after the closing is there or not. @param {Visit} visit @param {Step[]} steps @param {string} phase */
function choice(visit, steps, phase) {
  const place = OPTIONAL.indexOf(phase);
  const here = OPTIONAL.indexOf(visit.sections.phase.phase);
  if (place <= here) return nothing;
  const without = steps.filter((step) => step.phase !== phase);
  if (without.length < steps.length) return html`<button class="plain" @click=${() => edit(visit, without)}>${say("later.leave_out", { phase: named("phase", phase) })}</button>`;
  const at = steps.findIndex((step) => OPTIONAL.indexOf(step.phase) > place);
  const more = steps.toSpliced(at < 0 ? steps.length : at, 0, { id: phase, phase, case: 0, limit_ms: phase === "corridor" ? 0 : 15 * MINUTE });
  return html`<button class="plain" @click=${() => edit(visit, more)}>${say("later.add", { phase: named("phase", phase) })}</button>`;
}

/** @param {Visit} visit @param {Step[]} steps */
function edit(visit, steps) {
  return visit.press("edit_plan", { steps: steps.map(({ id, phase, case: number, limit_ms }) => ({ id, phase, case: number, minutes: (limit_ms ?? 0) / MINUTE })) });
}
