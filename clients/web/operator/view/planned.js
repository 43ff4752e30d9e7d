/** The plan of a new meeting: chosen, drawn, and open to change. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { CLOCKS, minutesIn, partsOf, total } from "../plan.js";
import { shape } from "./shape.js";
import { asNumber, atTime } from "./times.js";
import { named as shared } from "../../words/words.js";
import { named, say } from "../../words/operator/words.js";

/** @typedef {import("../making.js").Making} Making */
/** @typedef {import("../plan.js").Step} Step */

const MOST_TEXT = 400;

/** @param {Making} making */
export function planned(making) {
  const minutes = total(making.steps);
  const begins = making.startsAt;
  return html`
    <label for="plan">${say("make.plan")}</label>
    <select id="plan" @change=${(/** @type {any} */ event) => making.choose(event.target.value)}>
      ${making.plans.map((plan) => html`<option value=${plan.name} ?selected=${plan.name === making.plan?.name}>${titled(plan)}</option>`)}
    </select>
    ${shape(making.steps)}
    <p class="hint">${inWords(making.steps)}</p>
    ${Number.isNaN(begins) ? nothing : html`<p class="hint">${say("make.length", { minutes: asNumber(minutes), from: atTime(begins), to: atTime(begins + minutes * 60_000) })}</p>`}
    <details>
      <summary>${say("make.minutes")}</summary>
      <p class="hint">${say("make.minutes_hint")}</p>
      ${partsOf(making.steps).map((part) => steps(making, part))}
    </details>
    <details>
      <summary>${say("make.texts")}</summary>
      <p class="hint">${say("make.texts_hint")}</p>
      ${texts(making)}
    </details>
    <label for="clock">${say("make.clock")}</label>
    <select id="clock" @change=${(/** @type {any} */ event) => making.set({ clock: event.target.value })}>
      ${CLOCKS.map((clock) => html`<option value=${clock} ?selected=${clock === making.clock}>${named("clock", clock)}</option>`)}
    </select>
  `;
}

/** A plan in a line. @param {import("../api.js").PlanLine} plan */
export function titled({ name, title, minutes }) {
  return say("make.plan_in_a_line", { title: named("plan", name, title), minutes: asNumber(minutes) });
}

/** The drawing in a line: what is around the cases, and each case as a whole. @param {Step[]} steps */
function inWords(steps) {
  const parts = partsOf(steps).flatMap(({ number, steps }) =>
    number ? [{ phase: say("make.case", { number }), minutes: total(steps) }] : steps.map(({ phase, minutes }) => ({ phase: shared("phase", phase), minutes })),
  );
  const timed = parts.filter(({ minutes }) => minutes);
  return timed.map(({ phase, minutes }) => say("make.step", { phase, minutes: asNumber(minutes) })).join(" · ");
}

/** @param {Making} making @param {{number: number, steps: Step[]}} part */
function steps(making, { number, steps }) {
  return html`
    <fieldset>
      <legend>${number ? say("make.case", { number }) : say("make.part")}</legend>
      <div class="minutes">
        ${steps.map((step) => {
          const typed = making.typed[step.id] ?? asNumber(step.minutes);
          return html`
            <label>${shared("phase", step.phase)}
              <input inputmode="decimal" autocomplete="off" maxlength="6" aria-invalid=${minutesIn(typed) === null ? "true" : nothing} .value=${typed} @input=${(/** @type {any} */ event) => making.set({ typed: { ...making.typed, [step.id]: event.target.value } })}>
            </label>`;
        })}
      </div>
    </fieldset>
  `;
}

/** A sentence for each phase that the plan has, once. @param {Making} making */
function texts(making) {
  const phases = [...new Set(making.steps.map((step) => step.phase))];
  return phases.map((phase) => html`
    <label>${shared("phase", phase)}
      <textarea dir="auto" rows="2" maxlength=${MOST_TEXT} placeholder=${shared("text", phase)} .value=${making.texts[phase] ?? ""} @input=${(/** @type {any} */ event) => making.set({ texts: { ...making.texts, [phase]: event.target.value } })}></textarea>
    </label>`);
}
