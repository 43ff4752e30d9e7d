/** What waits for a leader's answer, at the top until it has one. */

import { WAITS } from "../../page/moves.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { named, say } from "../../words/words.js";
import { nameOf, presenterOf } from "./people.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */

/** @param {Visit} visit */
export function attention(visit) {
  const items = [...moves(visit), ...needs(visit), ...missing(visit), ...objections(visit), ...devices(visit)];
  if (!items.length) return nothing;
  return html`<ul class="attention">${items.map((one) => html`<li>${one}</li>`)}</ul>`;
}

/**
 * Moves that wait on another leader's page: what `about_to` said last, until it has happened or
 * somebody says not yet. This page's own waits beside its button.
 * @param {Visit} visit
 */
function moves(visit) {
  const { sections } = visit;
  const last = (sections.between?.lines ?? []).filter((/** @type {any} */ one) => one.kind === "about_to").at(-1);
  const isWaiting = last && last.phase_rev === sections.phase.phase_rev && visit.now() < last.at + Math.max(...WAITS) + 1_000;
  if (!isWaiting || last.by === visit.you.person) return [];
  const words = say("lead.other_moves", { name: nameOf(sections, last.by), move: named("move", last.value) });
  return [html`<strong>${words}</strong> <button @click=${() => visit.press("not_yet")}>${say("lead.not_yet")}</button>`];
}

/** @param {Visit} visit */
function needs(visit) {
  const asked = visit.sections.signals?.needs ?? [];
  const open = asked.filter((/** @type {any} */ one) => !one.seen_by.length);
  return open.map((/** @type {any} */ one) => html`
    <strong>${say("lead.need", { name: nameOf(visit.sections, one.person) })}</strong>
    <button @click=${() => visit.press("answer_need", { person: one.person })}>${say("lead.need_seen")}</button>
  `);
}

/** @param {Visit} visit */
function missing(visit) {
  const presenter = presenterOf(visit.sections);
  if (!visit.sections.presence?.presenter_missing || !presenter) return [];
  const pause = () => visit.press("pause", { reason: "technical" });
  return [html`
    <span>${say("lead.missing", { name: presenter.name })}</span>
    ${visit.sections.clock?.paused ? nothing : html`<button @click=${pause}>${say("lead.pause")}</button>`}
  `];
}

/** @param {Visit} visit */
function objections(visit) {
  return (visit.sections.signals?.objections ?? []).map((/** @type {any} */ one) => html`
    <span>${say("lead.objection", { name: nameOf(visit.sections, one.by), observer: nameOf(visit.sections, one.observer) })}</span>
  `);
}

/** @param {Visit} visit */
function devices(visit) {
  return (visit.sections.presence?.another_device ?? []).map((/** @type {string} */ person) => html`
    <span class="hint">${say("lead.device", { name: nameOf(visit.sections, person) })}</span>
  `);
}
