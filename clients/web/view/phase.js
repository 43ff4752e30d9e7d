/** The phase in words a newcomer understands, and what is asked of you now. */

import { isComingBack } from "../page/coming_back.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import en from "../words/en.js";
import { named, say } from "../words/words.js";
import { caseInWords, casesOf } from "./cases.js";
import { practice } from "./practice.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/** What stands above the circle, however long it is in whatever language. @param {Visit} visit */
export function sentence(visit) {
  const { phase, room } = visit.sections;
  const [name, words] = [named("phase", phase.phase), phaseSentence(visit.sections)];
  return html`
    <h1 class="phase">${name}</h1>
    ${practice(visit)}
    ${room.rehearsal ? html`<p class="hint">${say("phase.rehearsal")}</p>` : nothing}
    ${isSame(name, words) ? nothing : visit.knows(phase.phase)
      ? html`<button class="plain small" @click=${() => visit.tellMore()}>${say("phase.more")}</button>`
      : html`<p class="sentence">${words}</p>`}
    ${AHEAD.includes(phase.phase) && casesOf(room.steps) === 1 ? html`<p class="hint">${caseInWords(1, 1)}</p>` : nothing}
    ${visit.sections.clock ? mine(visit) : nothing}
  `;
}

/**
 * What stands in the middle of the circle, above the clock. A stop is read there, so that no chair moves
 * for it; where there is no clock, what is asked of one person has the middle to itself.
 * @param {Visit} visit
 */
export function middle(visit) {
  return html`
    ${visit.sections.clock ? nothing : mine(visit)}
    ${isStopped(visit.sections) ? html`<p class="stopped-here">${say("case.stopped")}</p>` : nothing}
  `;
}

/** @param {Visit} visit */
function mine(visit) {
  const asked = asking(visit);
  return asked ? html`<p class="asked">${say(asked)}</p>` : nothing;
}

/** Where it is good to know that there is time for one case alone. */
const AHEAD = ["gathering", "opening", "select"];

/** Whether a leader has stopped the meeting for a moment. @param {import("../wire/view.js").Sections} sections */
export const isStopped = ({ phase }) => Boolean(phase.case?.stopped);

/**
 * Whether the sentence says no more than the phase's name.
 * @param {string} name
 * @param {string} words
 */
export const isSame = (name, words) => words.replace(/[.。]$/, "") === name;

/**
 * The plan's sentence; where it is the usual one, in the reader's own language.
 * @param {import("../wire/view.js").Sections} sections
 */
export function phaseSentence({ phase, circle }) {
  const presenter = circle?.seats.find((/** @type {any} */ one) => one.person === phase.case?.presenter);
  const values = { presenter: presenter?.name ?? "…" };
  const key = /** @type {keyof typeof en} */ (`text.${phase.phase}`);
  const usual = (en[key] ?? "").replace("{presenter}", values.presenter);
  return usual === phase.text ? say(key, values) : phase.text;
}

/**
 * The key of what is asked of this person now, null where it is the same as of everybody.
 * @param {Visit} visit
 * @returns {import("../words/words.js").Key | null}
 */
export function asking(visit) {
  const { phase, room } = visit.sections;
  if (visit.actsAs("presenter") && visit.you.chair === "sitting_back" && isComingBack(visit)) return null;
  if (visit.actsAs("presenter")) return PRESENTING[phase.phase]?.(visit.you) ?? null;
  if (visit.you.role === "observer") return "asked.observer";
  const seat = visit.sections.circle.seats.find((/** @type {any} */ one) => one.person === visit.you.person);
  if (seat?.ring === "outer") return room.outer_open ? "asked.outer_open" : "asked.outer";
  return null;
}

/**
 * Of who presents, by phase; what is offered is said only where there are buttons for it.
 * @type {Record<string, (you: any) => import("../words/words.js").Key>}
 */
const PRESENTING = {
  present: (you) => (you.chair === "offered" ? "asked.offered" : "asked.presenting"),
  clarify: (you) => (you.chair === "offered" ? "asked.offered" : "asked.answering"),
  discuss: (you) => CHAIRS[you.chair] ?? "asked.in_circle",
  rejoin: (you) => (you.chair === "sitting_back" ? "asked.invited" : (CHAIRS[you.chair] ?? "asked.in_circle")),
  close: () => "asked.leaving",
};

/** Where the others talk, by what became of the offer. @type {Record<string, import("../words/words.js").Key>} */
const CHAIRS = {
  offered: "asked.offered",
  sitting_back: "asked.sitting_back",
  staying: "asked.staying",
  ended: "asked.back_in",
};
