/**
 * Which phases this browser's person has met: their sentences shrink to the name. A habit of the
 * person and nothing of a meeting: for each phase a count, up to three and the present one, and the
 * day of the last, so that a page that is loaded again is no other meeting.
 */

import { lasting } from "./store.js";

const KEY = "pushback.known";
/** Meetings after which a phase needs no more words. */
export const OFTEN = 3;

/** @typedef {Record<string, {count: number, day: string}>} Met */

/**
 * Whether the person knew this phase before today.
 * @param {string} phase
 */
export function isKnown(phase, day = today()) {
  const met = read()[phase];
  return Boolean(met) && met.count - (met.day === day ? 1 : 0) >= OFTEN;
}

/** This phase has been met, once a day. @param {string} phase */
export function meet(phase, day = today()) {
  const all = read();
  const { count = 0, day: before } = all[phase] ?? {};
  if (before === day) return;
  lasting.set(KEY, JSON.stringify({ ...all, [phase]: { count: Math.min(count + 1, OFTEN + 1), day } }));
}

/** The reader's own day. */
const today = () => new Date().toLocaleDateString("en-CA");

/** @returns {Met} */
function read() {
  try {
    return JSON.parse(lasting.get(KEY) ?? "{}");
  } catch {
    return {};
  }
}
