/** The phase moves, each saying what it will do; *Stop here* first, and all that hurries in reach of a thumb. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { current, onward, remaining } from "../../wire/outlook.js";
import { listed, named, say } from "../../words/words.js";
import { refusal } from "../connection.js";
import { moveInWords } from "./about_to.js";
import { nameOf, presenterOf } from "./people.js";
import { minutes } from "./timing.js";
import { asNumber } from "../times.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */
/** @typedef {import("../../words/words.js").Key} Key */

const AFTER = ["closing", "leadership", "debrief", "corridor"];
/** @type {Record<"opener" | "question" | "yes", Key>} */
const ENDING = { opener: "lead.end", question: "lead.end_sure", yes: "lead.end_yes" };
/** @type {Record<"opener" | "question" | "yes", Key>} */
const CLOSING = { opener: "lead.close_meeting", question: "lead.close_meeting_sure", yes: "lead.close_meeting" };
/** Of a case, but not where it is told and thought about. */
const AROUND = ["select", "close"];
const BACKWARDS = ["clarify", "discuss", "rejoin"];

/** @param {Visit} visit */
export function moving(visit) {
  const { phase } = visit.sections;
  return html`
    <section class="moving" data-keeps=".confirming .plain, .next, .first">
      ${reading(visit)}
      <div class="reach">
        ${refusal(visit)}
        ${phase.step ? html`<button class="stop" @click=${() => visit.press("stop")} aria-keyshortcuts="S">${say("lead.stop")}</button>` : nothing}
        ${pausing(visit)} ${more(visit)}
        ${visit.moves.pending ? pending(visit) : visit.confirming ? confirming(visit) : next(visit)}
        ${near(visit)} ${undo(visit)} ${hasFar(visit) && isUnfolded(visit) ? far(visit) : nothing}
      </div>
    </section>
  `;
}

/** Pause, or go on; who sits back has no clock and may stop it all the same. @param {Visit} visit */
function pausing(visit) {
  const { clock, phase } = visit.sections;
  if (!phase.step || phase.phase === "corridor") return nothing;
  const key = visit.actsAs("leader") ? "P" : nothing;
  if (!clock?.paused) return html`<button aria-keyshortcuts=${key} @click=${() => visit.press("pause")}>${say("lead.pause")}</button>`;
  if (!visit.actsAs("leader")) return nothing;
  return html`<button class="first" aria-keyshortcuts="P" @click=${() => visit.press("resume")}>${say("lead.resume")}</button>`;
}

/** What a stand-in may do with the meeting: free, close, end. @param {Visit} visit */
export function closing(visit) {
  const { phase } = visit.sections;
  const isOver = AFTER.includes(phase.phase);
  return html`
    <section class="moving" data-keeps=".confirming .plain, .next, .first">
      <div class="reach">
        ${refusal(visit)} ${pausing(visit)}
        ${presenterOf(visit.sections)?.push_back?.chair === "sitting_back" ? html`<button @click=${() => visit.press("release")}>${say("lead.release")}</button>` : nothing}
        ${isOver ? asked(visit, "end_meeting", ENDING) : asked(visit, "close_meeting", CLOSING)}
      </div>
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
  if (on.move === "end") return asked(visit, "end_meeting", ENDING, { key: "N", go: () => visit.moves.begin("end", "end_meeting") });
  return html`
    <button class="first next" ?disabled=${lacks} aria-keyshortcuts="N" @click=${() => visit.moves.begin(on.move, on.type)}>
      ${say("lead.next", { phase: named("phase", on.to?.phase ?? "ended") })}
      ${on.to?.limit_ms ? html`<small>${say("lead.minutes", { count: asNumber(on.to.limit_ms / 60_000) })}</small>` : nothing}
    </button>
    ${lacks ? html`<p class="hint"><button class="plain small" @click=${goToChooser}>${say("lead.needs_presenter")}</button></p>` : nothing}
  `;
}

/** On a phone it lies further down, behind the bar. */
function goToChooser() {
  const chooser = /** @type {HTMLElement | null} */ (document.querySelector(".case select"));
  chooser?.scrollIntoView({ block: "center" });
  chooser?.focus({ preventScroll: true });
}

/**
 * Never a slip of the thumb: the yes lies where nothing was to press before.
 * @param {Visit} visit
 * @param {string} type
 * @param {Record<"opener" | "question" | "yes", Key>} words
 * @param {{key?: string, go?: () => void}} how what it does after the yes, where it is not pressed at once
 */
function asked(visit, type, words, { key, go = () => visit.press(type) } = {}) {
  if (visit.asking !== type) return html`<button class="first" data-asks=${type} aria-keyshortcuts=${key ?? nothing} @click=${() => visit.ask(type)}>${say(words.opener)}</button>`;
  const question = say(words.question);
  const yes = () => {
    visit.ask("");
    go();
  };
  return html`
    <div class="asked" data-asked role="group" aria-label=${question}>
      <span>${question}</span>
      <button class="first" @click=${yes}>${say(words.yes)}</button>
      <button class="plain" @click=${() => visit.ask("")}>${say("own.no")}</button>
    </div>
  `;
}

/** Another leader leads this case, or has stopped it while the move was on its way. @param {Visit} visit */
function confirming(visit) {
  const { type, fields, facts } = /** @type {NonNullable<Visit["confirming"]>} */ (visit.confirming);
  const names = listed(facts.leading.map((/** @type {string} */ one) => nameOf(visit.sections, one)));
  const why = names ? say("lead.confirm_needed", { names }) : say("lead.confirm_stopped");
  return html`
    <div class="asked confirming" role="group" aria-label=${why}>
      <span role="status"><strong>${inWords(visit, type, fields)}</strong> ${why}</span>
      <button @click=${() => visit.pressing.confirm()}>${say("lead.confirm_yes")}</button>
      <button class="plain" @click=${() => visit.pressing.leave()}>${say("own.no")}</button>
    </div>
  `;
}

/** The move as its button calls it. @param {Visit} visit @param {string} type @param {Record<string, any>} fields */
function inWords({ sections }, type, { to }) {
  if (type === "back") return say("lead.back");
  if (type === "withdraw_case") return say("lead.withdraw");
  if (type === "close_meeting") return say("lead.close_meeting");
  const step = type === "skip" ? sections.room.steps.find((/** @type {any} */ one) => one.id === to) : onward(sections)?.to;
  return say(type === "skip" ? "lead.skip" : "lead.next", { phase: named("phase", step?.phase ?? "ended") });
}

/** @param {Visit} visit */
function pending(visit) {
  const { move, fields } = /** @type {import("../../page/moves.js").Pending} */ (visit.moves.pending);
  const stop = (/** @type {MouseEvent} */ event) => (isByKey(event) && visit.moves.isFresh ? undefined : visit.moves.stop());
  return html`
    <div class="pending" role="status">
      <span>${say("lead.pending", { move: moveInWords(visit.sections, move, fields.to) })}</span>
      <button class="first" aria-keyshortcuts="Escape" @click=${stop}>${say("lead.pending_stop")}</button>
    </div>
  `;
}

/** Whether Enter or the space bar pressed it; Escape has the page press it. @param {MouseEvent} event */
const isByKey = ({ isTrusted, detail }) => isTrusted && detail === 0;

/** Says where it leads, unless this page came after the move. @param {Visit} visit */
function undo(visit) {
  if (visit.now() >= visit.moves.undoUntil) return nothing;
  const { cameFrom } = visit.moves;
  const words = cameFrom ? say("lead.undo_to", { phase: named("phase", cameFrom) }) : say("lead.undo");
  return html`<button class="undo" aria-keyshortcuts="U" @click=${() => visit.press("undo")}>${words}</button>`;
}

/** Unfolds what is seldom pressed, and where the bar has little room also what lies near. @param {Visit} visit */
function more(visit) {
  const { phase } = visit.sections;
  if (!phase.step || (!hasFar(visit) && !hasNear(visit))) return nothing;
  const turn = () => {
    unfoldedIn = isUnfolded(visit) ? "" : phase.step;
    visit.onChange();
  };
  return html`<button class="more ${hasFar(visit) ? "" : "near"}" aria-expanded=${isUnfolded(visit) ? "true" : "false"} aria-controls="near" @click=${turn}>${say("lead.more_moves")}</button>`;
}

/** The step in which a leader unfolded it on this page: the next begins as calm as the last. */
let unfoldedIn = "";

/** @param {Visit} visit */
const isUnfolded = ({ sections: { phase } }) => Boolean(phase.step) && unfoldedIn === phase.step;

/** One phase back, and a minute more or less. Folded away it is there for keys all the same. @param {Visit} visit */
function near(visit) {
  const { phase } = visit.sections;
  return html`
    <div id="near" class="others ${isUnfolded(visit) ? "" : "folded"}">
      ${BACKWARDS.includes(phase.phase) ? html`<button aria-keyshortcuts="B" @click=${() => visit.moves.begin("back", "back")}>${say("lead.back")}</button>` : nothing}
      ${minutes(visit)}
    </div>
  `;
}

/** @param {Visit} visit */
const hasNear = (visit) => BACKWARDS.includes(visit.sections.phase.phase) || minutes(visit) !== nothing;

/** @param {Visit} visit */
function hasFar(visit) {
  const here = current(visit.sections);
  return here && !AFTER.includes(here.phase) && onward(visit.sections)?.to?.phase !== "closing";
}

/**
 * Later steps of this case, taking it back, and going on to the closing, as where nobody has a case.
 * @param {Visit} visit
 */
function far(visit) {
  const here = current(visit.sections);
  return html`
    <div class="others">
      ${here?.case && !AROUND.includes(here.phase) ? skips(visit, here.case) : nothing}
      <button @click=${() => visit.moves.begin("close_meeting", "close_meeting")}>${say("lead.close_meeting")}</button>
    </div>
  `;
}

/**
 * @param {Visit} visit
 * @param {number} number of the case
 */
function skips(visit, number) {
  const later = remaining(visit.sections).filter((step) => step.case === number).slice(1);
  return html`
    ${later.map((step) => html`<button @click=${() => visit.moves.begin("skip", "skip", { to: step.id })}>${say("lead.skip", { phase: named("phase", step.phase) })}</button>`)}
    <button @click=${() => visit.moves.begin("withdraw", "withdraw_case")}>${say("lead.withdraw")}</button>
  `;
}
