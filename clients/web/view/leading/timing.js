/** The clock for leaders: all of it, and what more or less of it does to the evening. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { left } from "../../wire/clock.js";
import { outlook } from "../../wire/outlook.js";
import { say } from "../../words/words.js";
import { sayLeft } from "../clock.js";
import { atTime } from "../times.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */

const MINUTE = 60_000;
const STEPS = [-1, 1, 5];
/** In a rehearsal a minute is long: five are more than any step of it has, and leave nothing to the next case. */
const SHORT_STEPS = [-1, 1];

/** @param {Visit} visit */
export function timing(visit) {
  const { clock, phase } = visit.sections;
  if (!phase.step || phase.phase === "corridor") return nothing;
  const now = visit.now();
  const rest = left(clock, now);
  const { expectedEnd } = outlook(visit.sections, now);
  return html`
    <section class="timing">
      <p class="rest">${rest === null ? nothing : sayLeft(rest)} ${clock.paused ? html`<strong>${say("clock.paused")}</strong>` : nothing}</p>
      <p class="hint">${say("lead.ends", { expected: atTime(expectedEnd), planned: clock.planned_end ? atTime(clock.planned_end) : "–" })}</p>
    </section>
  `;
}

/** More of the clock's minutes or fewer, and what that does; for who leads and sees the clock. @param {Visit} visit */
export function minutes(visit) {
  const { clock, phase } = visit.sections;
  const now = visit.now();
  if (visit.you.audience !== "leader" || !phase.step || phase.phase === "corridor" || left(clock, now) === null) return nothing;
  if (visit.sections.room.rehearsal) return SHORT_STEPS.map((count) => change(visit, count));
  return html`${STEPS.map((count) => change(visit, count))} ${replan(visit, now)}`;
}

/**
 * @param {Visit} visit
 * @param {number} minutes
 */
function change(visit, minutes) {
  const type = minutes < 0 ? "shorten" : "extend";
  const label = say(minutes < 0 ? "lead.shorten" : "lead.extend", { count: Math.abs(minutes) });
  const press = () => visit.press(type, { by: Math.abs(minutes) * MINUTE });
  const key = minutes === 1 ? "Plus" : minutes < 0 ? "-" : nothing;
  return html`<button dir="ltr" aria-keyshortcuts=${key} aria-label=${label} title=${label} @click=${press}>${minutes < 0 ? "−" : "+"}${Math.abs(minutes)}</button>`;
}

/**
 * "Five more here leaves 35 for the next."
 * @param {Visit} visit
 * @param {number} now
 */
function replan(visit, now) {
  const { nextCase } = outlook(visit.sections, now, 5 * MINUTE);
  if (nextCase === null) return nothing;
  return html`<p class="hint">${say("lead.replan", { more: 5, left: Math.max(0, Math.round(nextCase / MINUTE)) })}</p>`;
}
