/**
 * Whether the line carries pictures beside the sound, judged by one look after the other. It is given
 * up soon and trusted again late, and what lies between bad and good changes nothing. Pure.
 */

/** @typedef {import("./traffic.js").Look} Look */
/** @typedef {"good" | "bad"} Is */
/** @typedef {{is: Is, inARow: number}} Carrying `inARow`: looks in a row that speak against what it is */

/** Milliseconds between two looks. */
export const LOOKS = 4_000;

/** Bad from here on, good below there: a share of the packets lost, milliseconds there and back. */
export const BAD = { loss: 0.08, trip: 800 };
export const GOOD = { loss: 0.02, trip: 400 };

/** What it becomes, and after how many looks in a row that say so. @type {Record<Is, {next: Is, after: number}>} */
export const TURNS = {
  good: { next: "bad", after: 3 },
  bad: { next: "good", after: 15 },
};

/** @type {Carrying} */
export const FRESH = { is: "good", inARow: 0 };

/**
 * @param {Carrying} before
 * @param {Look} look
 * @returns {Carrying}
 */
export function judged(before, look) {
  if (look.loss === null && look.trip === null) return before;
  const { next, after } = TURNS[before.is];
  const inARow = said(look) === next ? before.inARow + 1 : 0;
  return inARow < after ? { is: before.is, inARow } : { is: next, inARow: 0 };
}

/** What one look says, if it says anything. @param {Look} look @returns {Is | null} */
function said({ loss, trip }) {
  const [lost, late] = [loss ?? 0, trip ?? 0];
  if (lost >= BAD.loss || late >= BAD.trip) return "bad";
  return lost < GOOD.loss && late < GOOD.trip ? "good" : null;
}
