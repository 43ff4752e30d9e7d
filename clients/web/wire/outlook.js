/**
 * What the shape of the evening says, for those who see the whole clock: what comes next, when it
 * all ends, and what the next case keeps. Pure; the same rules as `app/phases/outlook.py`.
 */

import { left } from "./clock.js";

/** @typedef {import("./view.js").Sections} Sections */
/** @typedef {{id: string, phase: string, case: number, limit_ms?: number | null}} Step */
/** @typedef {{type: string, move: string, to: Step | null}} Onward */

/** @param {Step[]} steps */
const total = (steps) => steps.reduce((sum, step) => sum + (step.limit_ms ?? 0), 0);

/**
 * The steps after the current one; all of them before the first.
 * @param {Sections} sections
 * @returns {Step[]}
 */
export function remaining({ room, phase }) {
  const at = room.steps.findIndex((/** @type {Step} */ one) => one.id === phase.step);
  return room.steps.slice(at + 1);
}

/** @param {Sections} sections @returns {Step | undefined} */
export function current({ room, phase }) {
  return room.steps.find((/** @type {Step} */ one) => one.id === phase.step);
}

/**
 * What "next" does here, null once the meeting has ended.
 * @param {Sections} sections
 * @returns {Onward | null}
 */
export function onward(sections) {
  const { phase } = sections;
  if (phase.phase === "ended") return null;
  const to = remaining(sections)[0] ?? null;
  if (phase.phase === "gathering") return { type: "open_meeting", move: "open", to };
  if (phase.phase === "select") return { type: "advance", move: "begin", to };
  return to ? { type: "advance", move: "advance", to } : { type: "end_meeting", move: "end", to };
}

/**
 * When everything ends if each step takes its minutes, and what the next case then keeps of the
 * planned end (null where no case follows), if the current step gets `more` milliseconds.
 * @param {Sections} sections
 * @param {number} now the server's instant
 * @param {number} more
 */
export function outlook(sections, now, more = 0) {
  const rest = remaining(sections);
  const here = current(sections);
  const own = Math.max(0, Math.max(0, left(sections.clock, now) ?? 0) + more);
  const number = here?.case ?? 0;
  const expectedEnd = now + own + total(rest);
  const coming = rest.map((step) => step.case).filter((one) => one > number);
  const end = sections.clock?.planned_end;
  if (!coming.length || !end) return { expectedEnd, nextCase: null };
  const next = Math.min(...coming);
  const isNotNext = (/** @type {Step} */ step) =>
    (number && step.case === number) || step.case > next || (step.case === 0 && step.phase !== "corridor");
  return { expectedEnd, nextCase: end - now - own - total(rest.filter(isNotNext)) };
}
