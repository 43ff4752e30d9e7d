/** On the way in: the link, the name, the agreement, the line about privacy, the door. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { atTime } from "./clock.js";
import { connection, reasonOf } from "./connection.js";
import { ended } from "./ended.js";
import { named, say } from "../words/words.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/** @param {Visit} visit */
export function opening(visit) {
  return html`<main class="card"><p class="quiet">${say(visit.reason ? "line.waiting" : "enter.opening")}</p></main>`;
}

/** @param {Visit} visit */
export function naming(visit) {
  /** @param {SubmitEvent} event */
  const go = (event) => {
    event.preventDefault();
    const name = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("name")).trim();
    if (name) visit.enter(name);
  };
  return html`
    <main class="card">
      <h1>${say("enter.title")}</h1>
      <form @submit=${go}>
        <label for="name">${say("enter.name")}</label>
        <input id="name" name="name" maxlength="60" required autocomplete="given-name" autofocus>
        <p class="hint">${say("enter.name_hint")}</p>
        <button class="first">${say("enter.go")}</button>
      </form>
      ${visit.reason ? html`<p class="notice" role="status">${say("line.waiting")}</p>` : nothing}
    </main>
  `;
}

/** The agreement in its current version, then the line about privacy. @param {Visit} visit */
export function threshold(visit) {
  const { you, sections } = visit;
  const { agreement } = sections.room;
  return html`
    <main class="card">
      ${connection(visit)}
      <h1>${you.name}</h1>
      ${you.agreed
        ? html`<p class="oath">${say("enter.attest")}</p>
            <button class="first" ?disabled=${!visit.isLive} @click=${() => visit.press("attest")}>${say("enter.attested")}</button>`
        : html`<h2>${say("enter.agreement")}</h2>
            <p class="agreement">${agreement.text}</p>
            <button class="first" ?disabled=${!visit.isLive} @click=${() => visit.press("agree", { version: agreement.version })}>${say("enter.agree")}</button>`}
    </main>
  `;
}

/** At the door, with the likely next gap. @param {Visit} visit */
export function waiting(visit) {
  if (visit.you.standing === "departed") return departed();
  return html`
    <main class="card">
      ${connection(visit)}
      <h1>${say("enter.wait")}</h1>
      <p>${gap(visit)}</p>
      ${need(visit)}
    </main>
  `;
}

function departed() {
  return html`<main class="card"><p>${say("own.left")}</p></main>`;
}

/** @param {Visit} visit */
function gap({ sections }) {
  const { door } = sections;
  if (door.state === "open") return say("enter.wait_confirm");
  return door.gap_at ? say("enter.wait_gap", { time: atTime(door.gap_at) }) : say("enter.wait_unknown");
}

/** @param {Visit} visit */
export function need(visit) {
  const { own } = visit.sections;
  if (!own?.need) return html`<button class="plain" @click=${() => visit.press("need_leader")}>${say("own.need")}</button>`;
  const [leader] = own.need.seen_by;
  if (!leader) return html`<p class="hint" role="status">${say("own.needed")}</p>`;
  return html`
    <p class="hint" role="status">${say("own.seen", { leader })}</p>
    <button class="plain" @click=${() => visit.press("need_leader")}>${say("own.need")}</button>
  `;
}

/** @param {Visit} visit */
export function stopped(visit) {
  if (visit.record) return ended(visit);
  return html`
    <main class="card">
      <p>${reasonOf("stopped", visit.reason, "fault")}</p>
      ${visit.reason === "replaced"
        ? html`<button class="first" @click=${() => visit.beHere()}>${say("stopped.replaced_here")}</button>`
        : nothing}
      ${["fault", "version"].includes(visit.reason)
        ? html`<button class="first" @click=${() => location.reload()}>${named("stopped", "reload")}</button>`
        : nothing}
    </main>
  `;
}
