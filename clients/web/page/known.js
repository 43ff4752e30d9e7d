/**
 * Which phases this browser's person has met: their sentences shrink to the name. A habit of the
 * person and nothing of a meeting: a count for each phase, up to three.
 */

const KEY = "pushback.known";
/** Meetings after which a phase needs no more words. */
export const OFTEN = 3;

/** @type {Record<string, number>} */
let counts = {};
/** @type {Set<string>} */
const met = new Set();

try {
  counts = JSON.parse(localStorage.getItem(KEY) ?? "{}");
} catch {
  counts = {};
}

/**
 * Whether the person knew this phase before this visit.
 * @param {string} phase
 */
export function isKnown(phase) {
  return (counts[phase] ?? 0) - (met.has(phase) ? 1 : 0) >= OFTEN;
}

/** This phase has been met, once per visit. @param {string} phase */
export function meet(phase) {
  if (met.has(phase)) return;
  met.add(phase);
  counts[phase] = Math.min((counts[phase] ?? 0) + 1, OFTEN + 1);
  try {
    localStorage.setItem(KEY, JSON.stringify(counts));
  } catch {
    // A browser that keeps nothing tells every phase in full.
  }
}
