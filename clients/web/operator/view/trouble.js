/** What was wrong, in one sentence of the reader's language; beside the button that was pressed. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { asNumber } from "../../view/times.js";
import { named as shared } from "../../words/words.js";
import { named, say } from "../../words/operator.js";

/** @typedef {import("../office.js").Office} Office */

/** @param {Office} office */
export function trouble(office) {
  const words = office.complaint || inWords(office);
  return html`<div role="alert">${words ? html`<p class="notice">${words}</p>` : nothing}</div>`;
}

/** The server's own sentence is English; its code is everybody's. @param {Office} office */
function inWords({ refusal, making }) {
  if (!refusal) return "";
  if (refusal.code === "bad_plan") return say("refused.bad_plan", { step: stepInWords(making.steps, String(refusal.facts.step)) });
  return named("refused", refusal.code, say("refused.failed"));
}

/**
 * The step that the server names: one of the form's, or a phase, or something that has no name here.
 * @param {import("../plan.js").Step[]} steps
 * @param {string} id
 */
function stepInWords(steps, id) {
  const step = steps.find((one) => one.id === id);
  const phase = shared("phase", step?.phase ?? id);
  return step?.case ? `${say("make.case", { number: asNumber(step.case) })} · ${phase}` : phase;
}
