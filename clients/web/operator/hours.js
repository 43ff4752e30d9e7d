/** When a meeting is, and how long its links have to open it. Pure. */

const HOUR = 3_600_000;
const MINUTE = 60_000;
const DAY = 24;
/** The server's own bound. */
export const MOST_HOURS = 9_600;

/**
 * The hours from now that a link lives: until a day after the end, so that whoever is late, or
 * comes back, still comes in.
 * @param {number} starts
 * @param {number} minutes
 * @param {number} now
 */
export function hoursFor(starts, minutes, now) {
  const ends = Math.max(now, starts) + minutes * MINUTE;
  return Math.min(MOST_HOURS, Math.ceil((ends - now) / HOUR) + DAY);
}

/** Whether a link could still be open then. @param {number} starts @param {number} now */
export function isTooFar(starts, now) {
  return starts - now > (MOST_HOURS - DAY) * HOUR;
}

/**
 * An instant as a field for date and time holds it, in the reader's own zone.
 * @param {Date} when
 */
export function fieldOf(when) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const day = [when.getFullYear(), two(when.getMonth() + 1), two(when.getDate())].join("-");
  return `${day}T${two(when.getHours())}:${two(when.getMinutes())}`;
}

/** The next full hour. @param {number} now */
export function nextHour(now) {
  const when = new Date(now);
  when.setHours(when.getHours() + 1, 0, 0, 0);
  return when;
}
