/**
 * The state after an event; the same one where the event means nothing.
 * @param {State} state
 * @param {Event} event
 * @returns {State}
 */
export function next(state: State, event: Event): State;
/**
 * How long to wait before another try, drawn at random so that a room does not come back as one.
 * @param {number} tries how many have failed in a row, from 1
 * @param {number} chance 0 to 1
 * @param {number} longest what the first pause is drawn from
 */
export function pause(tries: number, chance: number, longest?: number): number;
/**
 * What a close code means (docs/protocol.md, "Endings").
 * @param {number} code
 * @returns {Ending}
 */
export function ending(code: number): Ending;
/**
 * The states of a connection, as a table; and what each ending means. Pure.
 *
 * `joining` covers a ticket, the socket and the `hello`; `waiting` is the pause before the next try;
 * `stopped` comes back only when the person says so.
 */
/** @typedef {"idle" | "joining" | "live" | "waiting" | "stopped"} State */
/** @typedef {"start" | "welcome" | "lost" | "stop" | "retry"} Event */
/** @type {Record<State, Partial<Record<Event, State>>>} */
export const TABLE: Record<State, Partial<Record<Event, State>>>;
/** Milliseconds: what the first pause is drawn from, and the most that any is drawn from. */
export const SHORTEST: 250;
export const LONGEST: 15000;
/** Milliseconds within which everybody comes back whom a server sent away in good order. */
export const SOON: 1000;
/** The close code of a connection that ended without one. */
export const LOST: 1006;
export type State = "idle" | "joining" | "live" | "waiting" | "stopped";
export type Event = "start" | "welcome" | "lost" | "stop" | "retry";
export type Ending = {
    comesBack: boolean;
    needsTicket: boolean;
    within: number;
    reason: string;
};
