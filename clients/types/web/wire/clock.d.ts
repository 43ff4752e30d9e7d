/**
 * What is left of a step, below zero past its time; null for a step without minutes, or where this
 * person does not see them.
 * @param {Timer | null | undefined} timer
 * @param {number} now the server's instant
 * @returns {number | null}
 */
export function left(timer: Timer | null | undefined, now: number): number | null;
/**
 * The server's time, from samples; and what is left of a step. Pure: nothing is read here.
 *
 * Local instants are milliseconds of a clock that never jumps (`performance.now()`), server instants
 * milliseconds since the Unix epoch. The smallest difference of either way is kept apart, so a delay
 * that differs by direction or jitters costs at most half of the smallest round trip
 * (docs/protocol.md, "The clock").
 */
/** @typedef {{c0: number, c1: number, s1: number, s2: number}} Sample */
/** @typedef {{limit_ms?: number | null, spent_ms?: number, since?: number | null}} Timer */
export const KEPT: 16;
/** A difference of an hour ago is wrong by this share of the hour, for two cheap quartzes. */
export const DRIFT: 0.00005;
/** Jumps of the wall clock against the steady one that are no drift: sleep, or a clock set anew. */
export const JUMP: 1000;
export class ServerClock {
    /**
     * Take note of one answer to `sync`.
     * @param {Sample} sample
     */
    add(sample: Sample): void;
    /**
     * A frame said what time it was when it left. Such a time is only ever too early, by its delay: so
     * the one furthest ahead is kept, aged as a sample is, and a late frame moves nothing back.
     * @param {number} now the server's instant
     * @param {number} local
     */
    hint(now: number, local: number): void;
    /**
     * After sleep the old differences mean nothing; their offset is kept until there are new ones.
     * @param {number} local
     */
    forget(local: number): void;
    get isKnown(): boolean;
    /**
     * What to add to a local instant.
     * @param {number} local
     */
    offset(local: number): number;
    /**
     * By how much the offset may be wrong, in milliseconds; Infinity while nothing is known.
     * @param {number} local
     */
    error(local: number): number;
    /**
     * The server's instant.
     * @param {number} local
     */
    at(local: number): number;
    #private;
}
/** Notices that the machine slept or that somebody set its clock. */
export class Wakefulness {
    /**
     * Whether time jumped since the last look.
     * @param {number} steady milliseconds of `performance.now()`
     * @param {number} wall milliseconds of `Date.now()`
     */
    look(steady: number, wall: number): boolean;
    #private;
}
export type Sample = {
    c0: number;
    c1: number;
    s1: number;
    s2: number;
};
export type Timer = {
    limit_ms?: number | null;
    spent_ms?: number;
    since?: number | null;
};
