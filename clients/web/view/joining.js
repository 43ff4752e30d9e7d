/** On the way in: the link, the name, the agreement, the line about privacy, the door. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { atTime } from "./times.js";
import { connection, reasonOf, refusal } from "./connection.js";
import { ended } from "./ended.js";
import { going } from "./going.js";
import { practice } from "./practice.js";
import { named, say } from "../words/words.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/** @param {Visit} visit */
export function opening(visit) {
  return html`<main class="card"><h1 class="quiet">${visit.reason ? reasonOf("line", visit.reason, "waiting") : say("enter.opening")}</h1></main>`;
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
      ${visit.reason ? html`<p class="notice" role="status">${reasonOf("line", visit.reason, "waiting")}</p>` : nothing}
    </main>
  `;
}

/** The agreement in its current version. @param {Visit} visit */
export function agreement(visit) {
  const { version, text } = visit.sections.room.agreement;
  return html`
    <main class="card">
      ${connection(visit)}
      <h1>${visit.you.name}</h1>
      ${practice(visit)}
      <h2>${say("enter.agreement")}</h2>
      <p class="agreement">${text}</p>
      ${refusal(visit)}
      <button class="first" ?disabled=${!visit.isLive} @click=${() => visit.press("agree", { version })}>${say("enter.agree")}</button>
      ${going(visit)}
    </main>
  `;
}

/** The line about privacy. @param {Visit} visit */
export function privacy(visit) {
  return html`
    <main class="card">
      ${connection(visit)}
      <h1>${visit.you.name}</h1>
      ${practice(visit)}
      <p class="oath">${say("enter.attest")}</p>
      ${refusal(visit)}
      <button class="first" ?disabled=${!visit.isLive} @click=${() => visit.press("attest")}>${say("enter.attested")}</button>
      ${going(visit)}
    </main>
  `;
}

/** At the door, with the likely next gap. @param {Visit} visit */
export function waiting(visit) {
  return html`
    <main class="card">
      ${connection(visit)}
      <h1>${say("enter.wait")}</h1>
      ${practice(visit)}
      <p>${gap(visit)}</p>
      ${refusal(visit)} ${going(visit, need(visit))}
    </main>
  `;
}

/** They had to go, and may come in again. @param {Visit} visit */
export function left(visit) {
  return html`
    <main class="card">
      <h1>${say("own.left_title")}</h1>
      <p>${say("own.left")}</p>
      <button class="first" @click=${() => visit.comeBack()}>${say("enter.again")}</button>
    </main>
  `;
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
  const [leader] = own?.need?.seen_by ?? [];
  if (own?.need && !leader) return asked(isLed(visit) ? "own.needed" : "own.needed_later");
  // Asked while nobody hears it: the press is kept on this page.
  if (visit.wishes.needsLeader && visit.lull.isSaid) return asked("own.needed_later");
  const button = html`<button class="plain" @click=${() => visit.press("need_leader")}>${say("own.need")}</button>`;
  return leader ? html`<p class="hint" role="status">${say("own.seen", { leader })}</p>${button}` : button;
}

/** @param {"own.needed" | "own.needed_later"} words */
const asked = (words) => html`<p class="hint" role="status">${say(words)}</p>`;

/**
 * Whether a leader reads it now: one with a page before their eyes, who does not present. At the door
 * nobody is seen, and nothing is claimed.
 * @param {Visit} visit
 */
function isLed({ sections: { circle, presence }, you }) {
  const leaders = (circle?.seats ?? []).filter((/** @type {any} */ one) => one.role === "leader" && one.person !== you.person);
  return leaders.some((/** @type {any} */ one) => !one.gone && !one.presents && presence?.people?.[one.person] === "here");
}

/** @param {Visit} visit */
export function stopped(visit) {
  if (visit.record) return ended(visit);
  return html`
    <main class="card">
      <h1>${reasonOf("stopped", visit.reason, "fault")}</h1>
      ${visit.reason === "replaced"
        ? html`<button class="first" @click=${() => visit.beHere()}>${say("stopped.replaced_here")}</button>`
        : nothing}
      ${["fault", "version"].includes(visit.reason)
        ? html`<button class="first" @click=${() => location.reload()}>${named("stopped", "reload")}</button>`
        : nothing}
    </main>
  `;
}
