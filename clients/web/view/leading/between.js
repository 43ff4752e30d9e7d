/** Between leaders: one-tap glances during a case, words between cases. Nothing of it is kept. */

import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { named, say } from "../../words/words.js";
import { atTime } from "../times.js";
import { circleOf, nameOf } from "./people.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */

const GLANCES = [
  "time", "look_at_the_presenter", "someone_wants_in", "advice_is_creeping_in", "questions",
  "where_is_the_patient", "let_the_silence_be", "say_it_aloud_together", "you_take_it", "not_yet", "move_on", "yes",
];
/** Where leaders may write to each other. */
const PRIVATE = ["gathering", "opening", "select", "closing", "leadership", "debrief", "corridor"];

/** @param {Visit} visit */
export function between(visit) {
  const { between: seen, circle } = visit.sections;
  if (!seen || circleOf({ circle }).filter((/** @type {any} */ one) => one.role === "leader").length < 2) return nothing;
  const lines = seen.lines.filter((/** @type {any} */ one) => one.kind === "signal" || one.kind === "text").slice(-4);
  return html`
    <section class="between" data-keeps="summary">
      <h2>${say("lead.between")}</h2>
      <ul class="lines" aria-live="polite">${repeat(lines, lineOf, (/** @type {any} */ one) => html`<li><span class="hint">${atTime(one.at)} <bdi>${nameOf(visit.sections, one.by)}</bdi></span> ${one.kind === "signal" ? named("glance", one.value) : html`<bdi>${one.value}</bdi>`}</li>`)}</ul>
      <details>
        <summary>${say("lead.glance")}</summary>
        <div class="row">${GLANCES.map((one) => html`<button @click=${() => visit.press("signal_leaders", { signal: one })}>${named("glance", one)}</button>`)}</div>
      </details>
      ${mayWrite(visit) ? writing(visit) : nothing}
    </section>
  `;
}

/** Which line it is: a line that is there already is not read to anybody again. @param {any} one @returns {string} */
const lineOf = ({ at, by, value }) => `${at} ${by} ${value}`;

/** @param {Visit} visit */
function mayWrite({ sections: { phase, clock } }) {
  return PRIVATE.includes(phase.phase) || clock?.paused;
}

/** @param {Visit} visit */
function writing(visit) {
  /** @param {SubmitEvent} event */
  const send = (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const text = String(new FormData(form).get("text")).trim();
    if (text) visit.press("write_leaders", { text });
    form.reset();
  };
  return html`<form class="row" @submit=${send}><input name="text" maxlength="200" aria-label=${say("lead.write")} placeholder=${say("lead.write")} autocomplete="off"><button>${say("lead.send")}</button></form>`;
}
