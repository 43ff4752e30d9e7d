/** What waits for a leader's answer, in sight until it has one; no button moves when it comes or goes. */

import { backIn } from "../../page/back_in.js";
import { newestGlance } from "../../page/glances.js";
import { waitingElsewhere } from "../../page/moves.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { listed, named, say } from "../../words/words.js";
import { moveInWords } from "./about_to.js";
import { removalClaim } from "./claims.js";
import { whySince } from "./lock.js";
import { departed, justGone, nameOf, needOf, presenterOf } from "./people.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */
/** A row by its key: none is handed on to what came later, with the keyboard that stands in it. @typedef {[key: string, row: unknown]} Item */

/** @param {Visit} visit */
export function attention(visit) {
  const items = [...calls(visit), ...staying(visit), ...moves(visit), ...glances(visit), ...back(visit), ...needs(visit), ...removed(visit), ...missing(visit), ...objections(visit), ...devices(visit), ...gone(visit)];
  if (!items.length) return nothing;
  return html`<ul class="attention">${repeat(items, ([key]) => key, ([, row]) => html`<li>${row}</li>`)}</ul>`;
}

/** That the call does not close, or free, whom it should, or can be gone around: only words spoken aloud hold then. @param {Visit} visit @returns {Item[]} */
function calls({ sections: { enforcement } }) {
  const has = enforcement?.locks === "failed" ? "call.fails" : enforcement?.locks === "requested" && enforcement.why === "anybody" ? "call.unsure" : null;
  return has ? [["call", html`<strong role="status">${say(has, { why: whySince(enforcement) })}</strong>`]] : [];
}

/** That somebody may hear who should be out of the call. Where nothing of it works that is said instead: nobody may have had to be put out. @param {Visit} visit @returns {Item[]} */
function staying({ sections: { enforcement } }) {
  const isReached = enforcement?.locks !== "failed" || enforcement.why === "not_closed";
  return isReached && enforcement?.removal === "failed" ? [["staying", html`<strong role="status">${say("call.staying")}</strong>`]] : [];
}

/** A move that waits on another leader's page; this page's own waits beside its button. @param {Visit} visit @returns {Item[]} */
function moves(visit) {
  const move = waitingElsewhere(visit);
  if (!move || visit.now() >= move.until) return [];
  const words = say("lead.other_moves", { name: nameOf(visit.sections, move.by), move: moveInWords(visit.sections, move.move, move.to) });
  return [["move", html`<strong>${words}</strong> <button aria-keyshortcuts=${visit.moves.pending ? nothing : "Escape"} @click=${() => visit.press("not_yet")}>${say("lead.not_yet")}</button>`]];
}

/** What another leader has just signalled. @param {Visit} visit @returns {Item[]} */
function glances(visit) {
  const glance = newestGlance(visit);
  if (!glance || visit.now() >= glance.until) return [];
  return [[`glance ${glance.by} ${glance.at}`, html`<span><bdi class="hint">${nameOf(visit.sections, glance.by)}</bdi> ${named("glance", glance.value)}</span>`]];
}

/** That the presenter has just come back in. @param {Visit} visit @returns {Item[]} */
function back(visit) {
  const one = backIn(visit);
  return one && visit.now() < one.until ? [[`back ${one.at}`, html`<span>${say("chair.ended", { name: one.name })}</span>`]] : [];
}

/** @param {Visit} visit */
const unanswered = ({ sections }) => (sections.signals?.needs ?? []).filter((/** @type {any} */ one) => !one.seen_by.length);

/** @param {Visit} visit @returns {Item[]} */
function needs(visit) {
  return unanswered(visit).map((/** @type {any} */ one) => [`need ${one.person}`, html`
    <strong>${needOf(visit.sections, one.person)}</strong>
    <button data-of=${one.person} @click=${() => answer(visit, one.person)}>${say("lead.need_seen")}</button>
  `]);
}

/** Who has read that somebody had to go reads it once. @param {Visit} visit @param {string} person */
function answer(visit, person) {
  for (const one of departed(visit.sections)) if (one.person === person) read.add(goneKey(one));
  return visit.press("answer_need", { person });
}

/** @param {Visit} visit @returns {Item[]} */
function removed(visit) {
  if (!visit.hasRemoved) return [];
  return [["removed", html`<span role="status"><bdi>${listed(visit.removed)}</bdi>: ${removalClaim(visit.sections)}</span> <span data-receipt><button @click=${() => visit.readRemoval(false)}>${say("removal.noted")}</button></span>`]];
}

/** @param {Visit} visit @returns {Item[]} */
function missing(visit) {
  const presenter = presenterOf(visit.sections);
  if (!visit.sections.presence?.presenter_missing || !presenter) return [];
  const pause = () => visit.press("pause", { reason: "technical" });
  return [[`missing ${presenter.person}`, html`
    <span>${say("lead.missing", { name: presenter.name })}</span>
    ${visit.sections.clock?.paused ? nothing : html`<button @click=${pause}>${say("lead.pause")}</button>`}
  `]];
}

/** @param {Visit} visit @returns {Item[]} */
function objections(visit) {
  const all = (visit.sections.signals?.objections ?? []).map((/** @type {any} */ one) => ({ ...one, key: `objection ${one.by} ${one.observer}` }));
  return all.filter((/** @type {any} */ { key }) => !read.has(key)).map((/** @type {any} */ one) => [one.key, html`
    <span>${say("lead.objection", { name: nameOf(visit.sections, one.by), observer: nameOf(visit.sections, one.observer) })}</span> ${seen(visit, one.key)}
  `]);
}

/** Until it was seen here, or the phase has moved on. @param {Visit} visit @returns {Item[]} */
function devices(visit) {
  const { presence, phase } = visit.sections;
  const people = /** @type {string[]} */ (presence?.another_device ?? []);
  for (const person of toldIn.keys()) if (!people.includes(person)) toldIn.delete(person);
  for (const person of people) if (!toldIn.has(person)) toldIn.set(person, phase.phase_rev);
  const open = people.filter((person) => toldIn.get(person) === phase.phase_rev && !read.has(deviceKey(person)));
  return open.map((person) => [deviceKey(person), html`
    <span class="hint">${say("lead.device", { name: nameOf(visit.sections, person) })}</span> ${seen(visit, deviceKey(person))}
  `]);
}

/** Who had to go, unless they need a leader still: until it was seen here, or a while. @param {Visit} visit @returns {Item[]} */
function gone(visit) {
  const needing = unanswered(visit).map((/** @type {any} */ one) => one.person);
  const open = justGone(visit.sections, visit.now()).filter((one) => !needing.includes(one.person));
  return open.filter((one) => !read.has(goneKey(one))).map((one) => [goneKey(one), html`
    <span class="hint">${say("lead.gone", { name: one.name })}</span> ${seen(visit, goneKey(one))}
  `]);
}

/** @param {{person: string, at: number}} one */
const goneKey = ({ person, at }) => `gone ${person} ${at}`;

/** @param {string} person */
const deviceKey = (person) => `device ${person} ${toldIn.get(person)}`;

/** In which phase's revision it was first told that somebody went on from another device. @type {Map<string, number>} */
const toldIn = new Map();
/** What was seen on this page; nobody else hears of it, and it goes with the page. @type {Set<string>} */
const read = new Set();

/** @param {Visit} visit @param {string} key */
function seen(visit, key) {
  const put = () => {
    read.add(key);
    visit.onChange();
  };
  return html`<button class="plain" @click=${put}>${say("lead.need_seen")}</button>`;
}
