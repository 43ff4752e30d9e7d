/** That a leader asks whoever sits back to stay muted: said to them once, where their call does not hold their microphone. */

/** Milliseconds for which it stands in the place of the standing words. */
const SEEN = 20_000;

/**
 * The last such reminder, whether or not its moment has passed; null for everybody else, where nothing
 * is locked any more, and where the call has come to hold it.
 * @param {Pick<import("./visit.js").Visit, "you" | "sections">} visit
 * @returns {{at: number, until: number} | null}
 */
export function reminderOf({ you, sections: { own, floor, enforcement } }) {
  const at = own?.reminded_at;
  const isLocked = floor?.seats[you?.person]?.floor === "locked" && !enforcement?.opened.includes(you.person);
  return at && isLocked && enforcement?.locks !== "enforced" ? { at, until: at + SEEN } : null;
}
