/** After the end: thanks, and for leaders who was there, to be confirmed. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { refusal } from "./connection.js";
import { practice } from "./practice.js";
import { say } from "../words/words.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/** @param {Visit} visit */
export function ended(visit) {
  return html`
    <main class="card">
      <h1>${say("phase.ended")}</h1>
      ${practice(visit)}
      <p>${say("ended.thanks")}</p>
      ${visit.record ? attendance(visit) : nothing}
    </main>
  `;
}

/** @param {Visit} visit */
function attendance(visit) {
  const { record } = visit;
  if (record.is_confirmed) return html`<p role="status">${say("ended.confirmed")}</p>`;
  /** @param {SubmitEvent} event */
  const confirm = (event) => {
    event.preventDefault();
    const people = new FormData(/** @type {HTMLFormElement} */ (event.target)).getAll("person");
    visit.confirmAttendance(people.map(String));
  };
  return html`
    <form @submit=${confirm}>
      <h2>${say("ended.record")}</h2>
      ${record.attendance.map((/** @type {any} */ one) => html`
        <label class="choice"><input type="checkbox" name="person" value=${one.person} checked>
          ${say("ended.minutes", { name: one.name, count: Math.round(one.present_ms / 60_000) })}</label>`)}
      <p class="hint">${say("ended.hint")}</p>
      ${refusal(visit)}
      <button class="first">${say("ended.confirm")}</button>
    </form>
  `;
}
