/** The shape of a plan: each step as long as its minutes, each case a block of its own. */

import { html, svg } from "../../vendor/lit-html/lit-html.js";
import { partsOf } from "../plan.js";
import { asNumber } from "../../view/times.js";
import { named as shared } from "../../words/words.js";
import { say } from "../../words/operator.js";

/** @typedef {import("../plan.js").Step} Step */

const LEAST = 0.8;
const GAP = 0.3;
const BETWEEN = 1.2;

/** A step without a clock is still seen. @param {Step} step */
const width = (step) => Math.max(LEAST, step.minutes);

/** @param {Step[]} steps */
export function shape(steps) {
  const parts = partsOf(steps);
  const all = steps.reduce((sum, step) => sum + width(step), (parts.length - 1) * BETWEEN);
  let x = 0;
  return html`
    <svg class="shape" viewBox="0 0 ${all} 10" preserveAspectRatio="none" role="img" aria-label=${said(steps)}>
      ${parts.map((part, at) => {
        x += at ? BETWEEN : 0;
        return part.steps.map((step) => {
          const from = x;
          x += width(step);
          const high = step.phase === "discuss" ? 10 : step.case ? 7 : 4;
          return svg`<rect class="step ${step.case ? "case" : ""} ${step.phase}" x=${from} y=${10 - high} width=${Math.max(0.3, width(step) - GAP)} height=${high}><title>${words(step)}</title></rect>`;
        });
      })}
    </svg>
  `;
}

/** @param {Step} step */
function words(step) {
  const phase = shared("phase", step.phase);
  return step.minutes ? say("make.step", { phase, minutes: asNumber(step.minutes) }) : say("make.step_open", { phase });
}

/** @param {Step[]} steps */
function said(steps) {
  return `${say("make.shape")}. ${steps.map(words).join("; ")}`;
}
