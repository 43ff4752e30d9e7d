/** All keys, to revoke, and a form for another. */

import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { copying } from "./copying.js";
import { sure } from "./sure.js";
import { atDay } from "../../view/times.js";
import { trouble } from "./trouble.js";
import { named, say } from "../../words/operator.js";

/** @typedef {import("../office.js").Office} Office */
/** @typedef {import("../api.js").Key} Key */

const SCOPES = ["operator", "room:read", "room:show", "room:lead", "room:report"];
const MOST_DAYS = 400;

/** @param {Office} office */
export function keyRing(office) {
  const { keys, made } = office.keyRing;
  return html`
    <h1>${say("keys.title")}</h1>
    <p class="hint">${say("keys.about")}</p>
    <ul class="entries">${repeat(keys, ({ id }) => id, (key) => entry(office, key))}</ul>
    ${adding(office)}
    ${made ? html`
      <div class="fresh" role="status">
        <p>${say("keys.made")}</p>
        <input readonly aria-label=${made.label} .value=${made.key} @focus=${(/** @type {any} */ event) => event.target.select()}>
        ${copying(office, made.key, say("keys.copy"))}
      </div>` : nothing}
  `;
}

/** @param {Office} office @param {Key} key */
function entry(office, key) {
  const isRevoked = key.revoked_at !== null;
  const facts = [
    key.last_used_at ? say("keys.used", { time: atDay(key.last_used_at) }) : say("keys.never"),
    ...(key.expires_at ? [say("keys.until", { time: atDay(key.expires_at) })] : []),
  ];
  return html`
    <li data-keeps="">
      <p class="whose"><strong><bdi>${key.label}</bdi></strong> <span class="quiet">${isRevoked ? say("keys.revoked") : facts.join(" · ")}</span></p>
      <p class="hint">${key.scopes.map((scope) => named("scope", scope)).join(" · ")}</p>
      ${key.rooms.length ? html`<p class="id">${key.rooms.join(" ")}</p>` : nothing}
      ${isRevoked ? nothing : sure(say("keys.revoke"), say("keys.revoke_sure", { label: key.label }), say("keys.revoke_yes"), () => office.keyRing.revoke(key.id))}
    </li>
  `;
}

/** @param {Office} office */
function adding(office) {
  /** @param {any} event */
  const go = async (event) => {
    event.preventDefault();
    const { target } = event;
    const form = new FormData(target);
    const label = String(form.get("label")).trim();
    const scopes = form.getAll("scope").map(String);
    const rooms = String(form.get("rooms")).split(/\s+/).filter(Boolean);
    const days = Math.min(MOST_DAYS, Number(form.get("days"))) || null;
    if (!label) return office.complain(say("keys.needs_label"));
    if (!scopes.length) return office.complain(say("keys.needs_scope"));
    if (scopes.some((scope) => scope !== "operator") && !rooms.length) return office.complain(say("keys.needs_rooms"));
    const isMade = await office.keyRing.make({ label, scopes, rooms, days });
    if (isMade) target.reset();
  };
  return html`
    <form class="meeting" novalidate @submit=${go}>
      <section>
        <h2>${say("keys.add")}</h2>
        <label for="label">${say("keys.label")}</label>
        <input id="label" name="label" required maxlength="60" autocomplete="off">
        <fieldset>
          <legend>${say("keys.may")}</legend>
          ${SCOPES.map((scope) => html`<div class="ticked"><input type="checkbox" id=${scope} name="scope" value=${scope}><label for=${scope}>${named("scope", scope)}</label></div>`)}
        </fieldset>
        <label for="key-rooms">${say("keys.rooms")}</label>
        <textarea id="key-rooms" name="rooms" rows="2" autocomplete="off" spellcheck="false"></textarea>
        <label for="key-days">${say("keys.days")}</label>
        <input id="key-days" name="days" type="number" min="1" max=${MOST_DAYS}>
        ${trouble(office)}
        <button aria-disabled=${office.isBusy ? "true" : nothing}>${say("keys.go")}</button>
      </section>
    </form>
  `;
}
