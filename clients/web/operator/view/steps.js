/** The steps of a new meeting: their minutes, how many cases, and what follows the closing. */

import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { minutesIn, partsOf } from "../plan.js";
import { AFTER, casesOf, GUESTS, MOST_CASES, stays, withCase, withoutLastCase, withoutStep, withStayingChanged, withStep } from "../steps.js";
import { ticked } from "./ticked.js";
import { asNumber } from "../../view/times.js";
import { named as shared } from "../../words/words.js";
import { named, say } from "../../words/operator.js";

/** @typedef {import("../making.js").Making} Making */
/** @typedef {import("../plan.js").Plan} Plan */
/** @typedef {import("../plan.js").Step} Step */

/** @param {Making} making @param {Plan} plan */
export function steps(making, plan) {
  return html`
    <p class="hint">${say("make.minutes_hint")}</p>
    ${repeat(partsOf(plan.steps), ({ number, steps }) => `${number} ${steps[0]?.id}`, (part) => minutes(making, part))}
    ${cases(making, plan)}
    <fieldset>
      <legend>${say("make.after")}</legend>
      ${AFTER.map((phase) => after(making, plan, phase))}
    </fieldset>
  `;
}

/** @param {Making} making @param {{number: number, steps: Step[]}} part */
function minutes(making, { number, steps }) {
  return html`
    <fieldset>
      <legend>${number ? say("make.case", { number: asNumber(number) }) : say("make.part")}</legend>
      <div class="minutes">
        ${repeat(steps, ({ id }) => id, (step) => {
          const typed = making.typed[step.id] ?? asNumber(step.minutes);
          const isWrong = minutesIn(typed) === null || making.office.refusal?.facts?.step === step.id;
          return html`
            <label>${shared("phase", step.phase)}
              <input inputmode="decimal" autocomplete="off" maxlength="6" aria-invalid=${isWrong ? "true" : nothing} .value=${typed} @input=${(/** @type {any} */ event) => making.set({ typed: { ...making.typed, [step.id]: event.target.value } })}>
            </label>`;
        })}
      </div>
    </fieldset>
  `;
}

/** @param {Making} making @param {Plan} plan */
function cases(making, plan) {
  const count = casesOf(plan);
  return html`
    <div class="row cases">
      <span role="status">${say("make.cases", { count: asNumber(count) })}</span>
      ${pressed(say("make.case_more"), count < MOST_CASES, () => making.change(withCase))}
      ${pressed(say("make.case_less"), count > 0, () => making.change(withoutLastCase))}
    </div>
  `;
}

/** At an end it stays where it is: whoever got there by keyboard keeps their place. @param {string} words @param {boolean} isPossible @param {() => void} act */
function pressed(words, isPossible, act) {
  return html`<button type="button" aria-disabled=${isPossible ? nothing : "true"} @click=${() => isPossible && act()}>${words}</button>`;
}

/** A step that may follow the closing, and who stays for it. @param {Making} making @param {Plan} plan @param {string} phase */
function after(making, plan, phase) {
  const isThere = plan.steps.some((step) => step.phase === phase);
  const said = { words: shared("phase", phase), hint: named("after", phase) };
  return html`
    ${ticked(phase, said, isThere, (isWanted) => making.change((plan) => (isWanted ? withStep(plan, phase) : withoutStep(plan, phase))))}
    ${isThere && phase !== "corridor" ? html`
      <div class="staying" role="group" aria-label=${said.words}>
        ${GUESTS.map((guest) => ticked(`${phase}-${guest}`, { words: say(`make.stays_${guest}`) }, stays(plan, phase, guest), () => making.change((plan) => withStayingChanged(plan, phase, guest))))}
      </div>` : nothing}
  `;
}
