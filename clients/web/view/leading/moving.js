/** The phase moves, each saying what it will do; *Stop here* first, and all that hurries in reach of a thumb. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { current, onward, remaining } from "../../wire/outlook.js";
import { listed, named, say } from "../../words/words.js";
import { nameOf, presenterOf } from "./people.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */

const AFTER = ["closing", "leadership", "debrief", "corridor"];
const BACKWARDS = ["clarify", "discuss", "rejoin"];

/** @param {Visit} visit */
export function moving(visit) {
  const { phase } = visit.sections;
  return html`
    <section class="moving" data-keeps=".next, .first">
      ${reading(visit)}
      <div class="reach">
        ${phase.step ? html`<button class="stop" @click=${() => visit.press("stop")} aria-keyshortcuts="S">${say("lead.stop")}</button>` : nothing}
        ${pausing(visit)} ${visit.confirming ? confirming(visit) : nothing}
        ${visit.moves.pending ? pending(visit) : next(visit)}
      </div>
      <div class="row">
        ${BACKWARDS.includes(phase.phase) ? html`<button @click=${() => visit.moves.begin("back", "back")}>${say("lead.back")}</button>` : nothing}
        ${undo(visit)} ${skips(visit)}
      </div>
    </section>
  `;
}

/** Pause, or go on; who sits back has no clock and may stop it all the same. @param {Visit} visit */
function pausing(visit) {
  const { clock, phase } = visit.sections;
  if (!phase.step || phase.phase === "corridor") return nothing;
  if (!clock?.paused) return html`<button aria-keyshortcuts="P" @click=${() => visit.press("pause")}>${say("lead.pause")}</button>`;
  if (!visit.actsAs("leader")) return nothing;
  return html`<button class="first" aria-keyshortcuts="P" @click=${() => visit.press("resume")}>${say("lead.resume")}</button>`;
}

/** What a stand-in may do with the meeting: free, close, end. @param {Visit} visit */
export function closing(visit) {
  const { phase } = visit.sections;
  const isOver = AFTER.includes(phase.phase);
  return html`
    <section class="moving" data-keeps=".next, .first">
      ${pausing(visit)}
      ${phase.case ? html`<button @click=${() => visit.press("release")}>${say("lead.release")}</button>` : nothing}
      ${isOver ? ending(visit) : html`<button class="first" @click=${() => visit.press("close_meeting")}>${say("lead.close_meeting")}</button>`}
    </section>
  `;
}

/**
 * A line to read aloud, of the phase that is; what has been answered is not asked again.
 * @param {Visit} visit
 */
function reading(visit) {
  const { phase } = visit.sections;
  const presenter = presenterOf(visit.sections);
  const line = READING[phase.phase]?.(presenter?.push_back ?? {}) ?? phase.phase;
  const words = named("read", line, { presenter: presenter?.name ?? "…" });
  return words === line ? nothing : html`<p class="reading"><span class="hint">${say("lead.read")}</span> ${words}</p>`;
}

/** Where the line depends on the presenter's chair. @type {Record<string, (push_back: {chair?: string, declined?: boolean}) => string>} */
const READING = {
  discuss: ({ chair }) => (chair === "offered" ? "discuss" : "discussing"),
  rejoin: ({ chair, declined }) => (chair === "sitting_back" && !declined ? "rejoin" : "rejoined"),
};

/** @param {Visit} visit */
function next(visit) {
  const on = onward(visit.sections);
  if (!on) return nothing;
  const lacks = on.move === "begin" && !visit.sections.phase.case?.presenter;
  if (on.move === "end") return ending(visit);
  return html`
    <button class="first next" ?disabled=${lacks} aria-keyshortcuts="N" @click=${() => visit.moves.begin(on.move, on.type)}>
      ${say("lead.next", { phase: named("phase", on.to?.phase ?? "ended") })}
      ${on.to?.limit_ms ? html`<small>${say("lead.minutes", { count: on.to.limit_ms / 60_000 })}</small>` : nothing}
    </button>
    ${lacks ? html`<p class="hint">${say("lead.needs_presenter")}</p>` : nothing}
  `;
}

/** The end is never a slip of the thumb. @param {Visit} visit */
function ending(visit) {
  if (visit.asking !== "end_meeting") return html`<button class="first" data-asks="end_meeting" @click=${() => visit.ask("end_meeting")}>${say("lead.end")}</button>`;
  return html`
    <div class="pair" data-asked role="group" aria-label=${say("lead.end_sure")}>
      <span>${say("lead.end_sure")}</span>
      <button class="first" @click=${() => visit.press("end_meeting")}>${say("lead.end_yes")}</button>
      <button class="plain" @click=${() => visit.ask("")}>${say("own.no")}</button>
    </div>
  `;
}

/** Another leader leads this case. @param {Visit} visit */
function confirming(visit) {
  const { facts } = /** @type {NonNullable<Visit["confirming"]>} */ (visit.confirming);
  const names = listed(facts.leading.map((/** @type {string} */ one) => nameOf(visit.sections, one)));
  return html`<div class="pending" role="status"><span>${say("lead.confirm_needed", { names })}</span><button @click=${() => visit.pressing.confirm()}>${say("lead.confirm_yes")}</button></div>`;
}

/** @param {Visit} visit */
function pending(visit) {
  const { move } = /** @type {import("../../page/moves.js").Pending} */ (visit.moves.pending);
  return html`
    <div class="pending" role="status">
      <span>${say("lead.pending", { move: named("move", move) })}</span>
      <button class="first" aria-keyshortcuts="Escape" @click=${() => visit.moves.stop()}>${say("lead.pending_stop")}</button>
    </div>
  `;
}

/** @param {Visit} visit */
function undo(visit) {
  if (visit.now() >= visit.moves.undoUntil) return nothing;
  return html`<button aria-keyshortcuts="U" @click=${() => visit.press("undo")}>${say("lead.undo")}</button>`;
}

/** Later steps of this case, and taking it back. @param {Visit} visit */
function skips(visit) {
  const here = current(visit.sections);
  if (!here?.case || here.phase === "select" || here.phase === "close") return nothing;
  const later = remaining(visit.sections).filter((step) => step.case === here.case).slice(1);
  return html`
    <details>
      <summary>${say("lead.more_moves")}</summary>
      ${later.map((step) => html`<button @click=${() => visit.moves.begin("skip", "skip", { to: step.id })}>${say("lead.skip", { phase: named("phase", step.phase) })}</button>`)}
      <button @click=${() => visit.moves.begin("withdraw", "withdraw_case")}>${say("lead.withdraw")}</button>
      <button @click=${() => visit.moves.begin("close_meeting", "close_meeting")}>${say("lead.close_meeting")}</button>
    </details>
  `;
}
