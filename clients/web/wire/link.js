/**
 * The states of a connection, as a table; and what each ending means. Pure.
 *
 * `joining` covers a ticket, the socket and the `hello`; `waiting` is the pause before the next try;
 * `stopped` comes back only when the person says so.
 */

/** @typedef {"idle" | "joining" | "live" | "waiting" | "stopped"} State */
/** @typedef {"start" | "welcome" | "lost" | "stop" | "retry"} Event */

/** @type {Record<State, Partial<Record<Event, State>>>} */
export const TABLE = {
  idle: { start: "joining", stop: "stopped" },
  joining: { welcome: "live", lost: "waiting", stop: "stopped" },
  live: { lost: "waiting", stop: "stopped" },
  waiting: { retry: "joining", lost: "waiting", stop: "stopped" },
  stopped: { start: "joining" },
};

/**
 * The state after an event; the same one where the event means nothing.
 * @param {State} state
 * @param {Event} event
 * @returns {State}
 */
export function next(state, event) {
  return TABLE[state][event] ?? state;
}

/** Milliseconds: what the first pause is drawn from, and the most that any is drawn from. */
export const SHORTEST = 250;
export const LONGEST = 15_000;
/** Milliseconds within which everybody comes back whom a server sent away in good order. */
export const SOON = 1_000;

/**
 * How long to wait before another try, drawn at random so that a room does not come back as one.
 * @param {number} tries how many have failed in a row, from 1
 * @param {number} chance 0 to 1
 * @param {number} longest what the first pause is drawn from
 */
export function pause(tries, chance, longest = SHORTEST) {
  return Math.min(LONGEST, longest * 2 ** (tries - 1)) * chance;
}

/** The close code of a connection that ended without one. */
export const LOST = 1006;

/** @typedef {{comesBack: boolean, needsTicket: boolean, within: number, reason: string}} Ending */

/** Why a page stops, by close code. @type {Record<number, string>} */
const STOPS = { 4500: "revoked", 4501: "closed", 4502: "replaced", 4503: "version", 4504: "forbidden" };
/** Close codes of the protocol below that say that we are at fault. */
const FAULTS = [1002, 1003, 1007, 1009];

/**
 * What a close code means (docs/protocol.md, "Endings").
 * @param {number} code
 * @returns {Ending}
 */
export function ending(code) {
  if (code >= 4500 || FAULTS.includes(code)) {
    return { comesBack: false, needsTicket: true, within: 0, reason: STOPS[code] ?? "fault" };
  }
  const isOrderly = code >= 4000 && code < 4100;
  return {
    comesBack: true,
    needsTicket: code >= 4200 && code < 4300,
    within: isOrderly ? SOON : SHORTEST,
    reason: isOrderly ? "server" : "lost",
  };
}
