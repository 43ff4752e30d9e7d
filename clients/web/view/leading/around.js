/** Around the circle: everybody in seat order, and what a leader may enter or do for each. */

import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { named, say } from "../../words/words.js";
import { atTime } from "../times.js";
import { hasAgreed, ofSeat } from "./aloud.js";
import { remove } from "./claims.js";
import { idOf, plain } from "./people.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */

/** @param {Visit} visit */
export function around(visit) {
  const seats = visit.sections.circle?.seats ?? [];
  return html`
    <details class="around" data-keeps="summary">
      <summary>${say("lead.around")}</summary>
      <ol class="people">${repeat(seats, idOf, (/** @type {any} */ one) => html`<li data-of=${one.person}>${row(visit, one)}</li>`)}</ol>
      ${naming(visit)}
    </details>
  `;
}

/**
 * @param {Visit} visit
 * @param {any} one
 */
function row(visit, one) {
  const { presence, room } = visit.sections;
  const heard = presence?.heard?.[one.person];
  const state = heard ? say("lead.heard_at", { time: atTime(heard) }) : named("presence", presence?.people?.[one.person] ?? "here");
  const agreed = one.by_name && hasAgreed(one) ? say("lead.agreed") : "";
  return html`
    <span><bdi>${one.name}</bdi> <span class="hint">${[one.role === "leader" ? say("seat.leader") : "", agreed, state].filter(Boolean).join(", ")}</span></span>
    ${one.by_name ? html`<button @click=${() => visit.press("heard_from", { person: one.person })}>${say("lead.heard")}</button>` : nothing}
    ${one.person === visit.you.person ? nothing : ofSeat(visit, one)}
    ${room.rings && one.role === "member" ? html`<button class="plain" @click=${() => visit.press("set_ring", { person: one.person, ring: one.ring === "inner" ? "outer" : "inner" })}>${say(one.ring === "inner" ? "lead.to_outer" : "lead.to_inner")}</button>` : nothing}
    ${one.person === visit.you.person ? nothing : removing(visit, one)}
  `;
}

/**
 * @param {Visit} visit
 * @param {any} one
 */
function removing(visit, one) {
  const what = `remove ${one.person}`;
  if (visit.asking !== what) return html`<button class="plain" data-asks=${what} @click=${() => visit.ask(what)}>${say("lead.remove")}</button>`;
  return html`
    <span class="asked" data-asked><button class="plain" @click=${() => visit.ask("")}>${say("own.no")}</button>
    <button @click=${() => remove(visit, one.person)}>${say("lead.remove_yes", { name: one.name })}</button></span>
  `;
}

/** What stands in the field; nobody else hears of it. */
let typed = "";

/** Somebody on the telephone, or beside the call. @param {Visit} visit */
function naming(visit) {
  const keep = (/** @type {string} */ name) => {
    typed = name;
    visit.onChange();
  };
  const typing = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    keep(field.value);
    // Once it is drawn: what is said below the field is not to stand behind the bar.
    requestAnimationFrame(() => field.form?.nextElementSibling?.scrollIntoView({ block: "nearest" }));
  };
  /** @param {SubmitEvent} event */
  const seat = (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const name = String(new FormData(form).get("name")).trim();
    if (name) visit.press("seat_by_name", { name });
    form.reset();
    keep("");
  };
  const twin = twinOf(visit, typed);
  return html`
    <form class="row" @submit=${seat}><input name="name" maxlength="60" @input=${typing} aria-label=${say("lead.by_name")} placeholder=${say("lead.by_name")} autocomplete="off"><button>${say("lead.seat")}</button></form>
    <p class="hint" role="status">${twin ? say("lead.by_name_twice", { name: twin.name }) : nothing}</p>
  `;
}

/**
 * Who is called that already: nobody could tell the two apart, where one is to be chosen.
 * @param {Visit} visit
 * @param {string} name
 */
function twinOf({ sections }, name) {
  const all = [...(sections.circle?.seats ?? []), ...(sections.door?.waiting ?? [])];
  return all.find((/** @type {any} */ one) => plain(one.name) === plain(name));
}
