/** Who presents and who leads, push-back and rejoin from a leader's side. */

import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { listed, say } from "../../words/words.js";
import { ofPresenter } from "./aloud.js";
import { lockClaim } from "./lock.js";
import { circleOf, idOf, nameOf, presenterOf } from "./people.js";
import { reminding } from "./reminding.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */

const OFFERING = ["present", "clarify", "discuss"];

/** @param {Visit} visit */
export function presenter(visit) {
  const { phase } = visit.sections;
  const isBetween = !phase.case || phase.phase === "select";
  return html`
    <section class="case" data-keeps="button, summary">
      ${isBetween ? choosing(visit) : html`${leads(visit)} ${repeat([presenterOf(visit.sections)], (one) => one?.person, (one) => chair(visit, one))}`}
    </section>
  `;
}

/** The presenter of the coming case, and of the one after it. @param {Visit} visit */
function choosing(visit) {
  const { phase, room, signals } = visit.sections;
  const cases = Math.max(0, ...room.steps.map((/** @type {any} */ step) => step.case));
  const first = phase.case?.number ?? 1;
  if (!phase.step || first > cases || AFTER.includes(phase.phase)) return nothing;
  const could = signals?.volunteers ?? [];
  return html`
    ${could.length ? html`<p class="hint">${say("lead.could", { names: listed(could.map((/** @type {string} */ one) => nameOf(visit.sections, one))) })}</p>` : nothing}
    ${repeat([first, first + 1].filter((one) => one <= cases), (one) => one, (one) => chooser(visit, one))}
  `;
}

const AFTER = ["closing", "leadership", "debrief", "corridor", "ended"];

/**
 * @param {Visit} visit
 * @param {number} number
 */
function chooser(visit, number) {
  const { phase } = visit.sections;
  const coming = phase.coming.find((/** @type {any} */ one) => one.case === number);
  const chosen = phase.case?.number === number ? phase.case.presenter : coming?.presenter;
  /** @param {Event} event */
  const choose = (event) => {
    const select = /** @type {HTMLSelectElement} */ (event.target);
    const person = select.value || null;
    select.value = chosen ?? "";  // what is shown is what the room says
    return visit.press("choose_presenter", { person, case: number });
  };
  return html`
    <label>${say("lead.presenter", { number })}
      <select @change=${choose}>
        <option value="" .selected=${!chosen}>${say("lead.nobody")}</option>
        ${repeat(circleOf(visit.sections), idOf, (/** @type {any} */ one) => html`<option value=${one.person} .selected=${one.person === chosen}>${one.name}</option>`)}
      </select>
    </label>
    ${phase.case?.number === number && chosen ? leads(visit) : nothing}
  `;
}

/** Who leads this case, from when it has a presenter; handing over is one tap. @param {Visit} visit */
function leads(visit) {
  const { phase } = visit.sections;
  const leaders = circleOf(visit.sections).filter((/** @type {any} */ one) => one.role === "leader" && one.person !== phase.case?.presenter);
  if (leaders.length < 2) return nothing;
  const names = listed(phase.leading.map((/** @type {string} */ one) => nameOf(visit.sections, one)));
  const others = leaders.filter((/** @type {any} */ one) => !phase.leading.includes(one.person));
  return html`
    <p class="hint">${say("lead.leads", { names: names || "–" })}
      ${repeat(others, idOf, (/** @type {any} */ one) => html`<button class="plain" @click=${() => visit.press("set_leading", { people: [one.person] })}>${say("lead.hand_over", { name: one.name })}</button>`)}
    </p>
  `;
}

/** @param {Visit} visit @param {any} one who presents */
function chair(visit, one) {
  if (!one?.push_back) return nothing;
  const { chair: is, declined } = one.push_back;
  const { room } = visit.sections;
  return html`
    <p>${say(/** @type {any} */ (`chair.${is}`), { name: one.name })} ${declined ? say("chair.declined", { name: one.name }) : nothing}</p>
    <div class="row">${acts(visit, is, declined)} ${ofPresenter(visit, one)}</div>
    ${is === "sitting_back" ? html`<p class=${room.call === "beside" ? "hint" : "hint lock"}>${lockClaim(visit.sections, one)}</p> ${reminding(visit, one)}` : nothing}
  `;
}

/**
 * @param {Visit} visit
 * @param {string} is
 * @param {boolean} declined
 */
function acts(visit, is, declined) {
  const { phase, room } = visit.sections;
  const can = room.push_back && OFFERING.includes(phase.phase) && is !== "offered";
  if (is !== "sitting_back") return can ? html`<button @click=${() => visit.press("offer_push_back")}>${say("lead.offer")}</button>` : nothing;
  return html`
    <button @click=${() => visit.press("release")}>${say("lead.release")}</button>
    ${phase.phase === "rejoin" && declined ? html`<button @click=${() => visit.press("invite_rejoin")}>${say("lead.invite")}</button>` : nothing}
  `;
}
