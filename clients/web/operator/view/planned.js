/** The plan of a new meeting: chosen, drawn, and open to change. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { CHOICES, CLOCKS, partsOf, total } from "../plan.js";
import { shape } from "./shape.js";
import { steps } from "./steps.js";
import { ticked } from "./ticked.js";
import { asNumber, atTime } from "../../view/times.js";
import { named as shared, say as sharedly } from "../../words/words.js";
import { named, say } from "../../words/operator.js";

/** @typedef {import("../making.js").Making} Making */
/** @typedef {import("../plan.js").Plan} Plan */
/** @typedef {import("../plan.js").Step} Step */

const MOST_TEXT = 400;

/** @param {Making} making @param {Plan} plan as it stands in the form */
export function planned(making, plan) {
  const minutes = total(plan.steps);
  const begins = making.startsAt;
  /** A choice that was refused before it was drawn is taken back here. @param {any} event */
  const choose = async ({ target }) => {
    await making.choose(target.value);
    target.value = making.wanted;
  };
  return html`
    <label for="plan">${say("make.plan")}</label>
    <select id="plan" @change=${choose}>
      ${making.plans.map((line) => html`<option value=${line.name} .selected=${line.name === making.wanted}>${titled(line)}</option>`)}
    </select>
    ${shape(plan.steps)}
    <p class="hint">${inWords(plan.steps)}</p>
    ${Number.isNaN(begins) ? nothing : html`<p class="hint">${say("make.length", { minutes: asNumber(minutes), from: atTime(begins), to: atTime(begins + minutes * 60_000) })}</p>`}
    <details>
      <summary>${say("make.minutes")}</summary>
      ${steps(making, plan)}
    </details>
    <details>
      <summary>${say("make.texts")}</summary>
      <p class="hint">${say("make.texts_hint")}</p>
      ${texts(making, plan)}
    </details>
    <details>
      <summary>${say("make.frame")}</summary>
      ${CHOICES.map((choice) => ticked(choice, choiceInWords(choice), plan[choice], (isSo) => making.change((plan) => ({ ...plan, [choice]: isSo }))))}
    </details>
    <label for="clock">${say("make.clock")}</label>
    <select id="clock" @change=${(/** @type {any} */ event) => making.change((plan) => ({ ...plan, clock: event.target.value }))}>
      ${CLOCKS.map((clock) => html`<option value=${clock} .selected=${clock === plan.clock}>${named("clock", clock)}</option>`)}
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
    number ? [{ phase: say("make.case", { number: asNumber(number) }), minutes: total(steps) }] : steps.map(({ phase, minutes }) => ({ phase: shared("phase", phase), minutes })),
  );
  const timed = parts.filter(({ minutes }) => minutes);
  return timed.map(({ phase, minutes }) => say("make.step", { phase, minutes: asNumber(minutes) })).join(" · ");
}

/** @param {import("../plan.js").Choice} choice */
function choiceInWords(choice) {
  return { words: named("choice", choice), hint: say(`choice.${choice}_hint`, { words: sharedly("own.want_in") }) };
}

/** A sentence for each phase that the plan has, once. @param {Making} making @param {Plan} plan */
function texts(making, { steps, texts }) {
  const phases = [...new Set(steps.map((step) => step.phase))];
  return phases.map((phase) => html`
    <label>${shared("phase", phase)}
      <textarea dir="auto" rows="2" maxlength=${MOST_TEXT} placeholder=${shared("text", phase)} .value=${texts[phase] ?? ""} @input=${(/** @type {any} */ event) => making.change((plan) => ({ ...plan, texts: { ...plan.texts, [phase]: event.target.value } }))}></textarea>
    </label>`);
}
