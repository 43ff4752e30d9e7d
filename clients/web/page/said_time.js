/**
 * When the time is said to somebody who asked for it now and then: at a new part of a phase, in its
 * last minutes and once they are over; only as much as that person sees, and never every second.
 */

import { left } from "../wire/clock.js";
import { lasting } from "./store.js";

/** Of a longer phase, the last minutes are said; of a shorter one the second half. */
const LAST = 5 * 60_000;
const KEY = "pushback.says_time";

/** @typedef {{step: string | null, mark: number}} Reached how far a step has come; 0 is its beginning */

/**
 * How far the step has come for who sees this clock: by digits where there are some, or by bands;
 * null for who sees neither.
 * @param {import("../wire/view.js").Sections} sections
 * @param {number} now the server's instant
 * @returns {Reached | null}
 */
export function reached({ phase, clock }, now) {
  const rest = left(clock, now);
  const mark = rest === null ? (clock?.band ?? null) : rest <= 0 ? 2 : rest <= Math.min(LAST, clock?.limit_ms / 2) ? 1 : 0;
  return mark === null ? null : { step: phase.step, mark };
}

/**
 * Whether there is something to say: the same step has come further than when one last looked.
 * @param {Reached | null} before
 * @param {Reached | null} now
 */
export function isDue(before, now) {
  return before !== null && now !== null && before.step === now.step && now.mark > before.mark;
}

/** Whether this browser's person wants to be told now and then. */
export function isWanted() {
  return lasting.get(KEY) !== null;
}

/** @param {boolean} isSo */
export function want(isSo) {
  if (isSo) lasting.set(KEY, "1");
  else lasting.remove(KEY);
}
