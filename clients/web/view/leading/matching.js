/**
 * Who is in the call without being known: a leader says who it is, and takes it back. Whom the call says
 * that they are, or who is called so, is asked first; nobody is matched by that alone.
 */

import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../words/words.js";
import { proposed } from "./likely.js";
import { idOf, nameOf } from "./people.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */
/** @typedef {import("./likely.js").Place} Place */

/** Places of nobody of us, and those of somebody else than was asked, as said on this page alone. @type {Set<string>} */
const strangers = new Set();
/** @type {Set<string>} */
const others = new Set();
/** Who was matched last, to be read. */
let done = "";

/** @param {Visit} visit */
export function matching(visit) {
  const { enforcement, circle } = visit.sections;
  const all = /** @type {Place[]} */ (enforcement?.unmatched ?? []);
  const open = all.filter((one) => !strangers.has(one.place));
  const count = open.length + (enforcement?.unmatched_more ?? 0);
  const matched = (circle?.seats ?? []).filter((/** @type {any} */ one) => one.places?.length);
  if (!all.length && !count && !matched.length) return nothing;
  return html`
    <details class="matching" data-keeps="summary">
      <summary>${count ? say("match.open", { count }) : say("match.label")}</summary>
      <ul class="people">
        ${repeat(open, placeOf, (one) => html`<li data-of=${one.place}>${row(visit, one)}</li>`)}
        ${repeat(matched, idOf, (/** @type {any} */ one) => html`<li data-of=${one.person}>${theirs(visit, one)}</li>`)}
      </ul>
      ${open.length < count ? html`<p class="hint">${say("circle.more", { count: count - open.length })}</p>` : nothing}
      ${open.length < all.length ? dismissed(visit, all.length - open.length) : nothing}
      <p class="hint" role="status">${done && matched.some((/** @type {any} */ one) => one.person === done) ? say("match.done", { name: nameOf(visit.sections, done) }) : nothing}</p>
    </details>
  `;
}

/** @param {Place} one */
const placeOf = (one) => one.place;

/** @param {Visit} visit @param {Place} one */
function row(visit, one) {
  const likely = others.has(one.place) ? null : proposed(visit.sections, one);
  return html`
    <span><bdi>${called(one)}</bdi> <span class="hint">${one.name && one.via === "telephone" ? say("match.on_telephone") : nothing}</span></span>
    ${likely ? asked(visit, one, likely) : choosing(visit, one)}
    <button class="plain" @click=${() => put(visit, strangers, one)}>${say("match.nobody")}</button>
  `;
}

/** @param {Place} one */
const called = (one) => one.name || say(one.via === "telephone" ? "match.telephone" : "match.somebody");

/** @param {Visit} visit @param {Place} one @param {any} likely */
function asked(visit, one, likely) {
  const question = say("match.is", { name: likely.name });
  return html`
    <span class="row" role="group" aria-label=${question}><span>${question}</span>
      <button @click=${() => match(visit, one, likely.person)}>${say("match.yes", { name: likely.name })}</button>
      <button class="plain" @click=${() => put(visit, others, one)}>${say("match.other")}</button></span>
  `;
}

/** @param {Visit} visit @param {Place} one */
function choosing(visit, one) {
  /** @param {SubmitEvent} event */
  const choose = (event) => {
    event.preventDefault();
    const person = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("person"));
    if (person) match(visit, one, person);
  };
  return html`
    <form class="row" @submit=${choose}>
      <select name="person" required aria-label=${say("lead.again", { name: called(one) })}>
        <option value="">${say("match.choose")}</option>
        ${repeat(visit.sections.circle?.seats ?? [], idOf, (/** @type {any} */ seat) => html`<option value=${seat.person}>${seat.name}</option>`)}
      </select>
      <button>${say("match.this")}</button>
    </form>
  `;
}

/** All of somebody's, for nobody can tell them apart by what is known of them here. @param {Visit} visit @param {any} one */
function theirs(visit, one) {
  const free = async () => {
    for (const place of one.places) {
      others.add(place);
      if ((await visit.press("free_place", { place }))?.t !== "done") return;
    }
  };
  return html`
    <span><bdi>${one.name}</bdi> <span class="hint">${say("match.theirs")}</span></span>
    <button class="plain" @click=${free}>${say("match.free", { name: one.name })}</button>
  `;
}

/** @param {Visit} visit @param {number} count */
function dismissed(visit, count) {
  const look = () => {
    strangers.clear();
    visit.onChange();
  };
  return html`<p class="hint">${say("match.strangers", { count })} <button class="plain" @click=${look}>${say("match.again")}</button></p>`;
}

/** @param {Visit} visit @param {Place} one @param {string} person */
async function match(visit, one, person) {
  const answer = await visit.press("match_place", { place: one.place, person });
  if (answer?.t !== "done") return;
  done = person;
  visit.onChange();
}

/** @param {Visit} visit @param {Set<string>} among @param {Place} one */
function put(visit, among, one) {
  among.add(one.place);
  visit.onChange();
}
