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

export const KEPT = 16;
/** A difference of an hour ago is wrong by this share of the hour, for two cheap quartzes. */
export const DRIFT = 50e-6;
/** Jumps of the wall clock against the steady one that are no drift: sleep, or a clock set anew. */
export const JUMP = 1_000;

/** Nothing was told yet, so anything is better. */
const NEVER = { backward: 0, at: -Infinity };

/**
 * By how much a difference may have drifted since.
 * @param {number} local
 * @param {number} since
 */
const aged = (local, since) => DRIFT * Math.max(0, local - since);

export class ServerClock {
  /** @type {Sample[]} */
  #samples = [];
  /** What frames told while there are no samples: one way of the wire, the smallest delay of it. */
  #told = NEVER;

  /**
   * Take note of one answer to `sync`.
   * @param {Sample} sample
   */
  add(sample) {
    this.#samples = [...this.#samples, sample].slice(-KEPT);
  }

  /**
   * A frame said what time it was when it left. Such a time is only ever too early, by its delay: so
   * the one furthest ahead is kept, aged as a sample is, and a late frame moves nothing back.
   * @param {number} now the server's instant
   * @param {number} local
   */
  hint(now, local) {
    const backward = local - now;
    if (backward <= this.#told.backward + aged(local, this.#told.at)) this.#told = { backward, at: local };
  }

  /**
   * After sleep the old differences mean nothing; their offset is kept until there are new ones.
   * @param {number} local
   */
  forget(local) {
    this.#told = { ...NEVER, backward: -this.offset(local) };
    this.#samples = [];
  }

  get isKnown() {
    return this.#samples.length > 0;
  }

  /**
   * What to add to a local instant.
   * @param {number} local
   */
  offset(local) {
    if (!this.isKnown) return -this.#told.backward;
    const { forward, backward } = this.#smallest(local);
    return (forward - backward) / 2;
  }

  /**
   * By how much the offset may be wrong, in milliseconds; Infinity while nothing is known.
   * @param {number} local
   */
  error(local) {
    if (!this.isKnown) return Infinity;
    const { forward, backward } = this.#smallest(local);
    return (forward + backward) / 2;
  }

  /**
   * The server's instant.
   * @param {number} local
   */
  at(local) {
    return local + this.offset(local);
  }

  /** @param {number} local */
  #smallest(local) {
    const ages = this.#samples.map((one) => {
      const age = aged(local, one.c1);
      return { forward: one.s1 - one.c0 + age, backward: one.c1 - one.s2 + age };
    });
    return {
      forward: Math.min(...ages.map((one) => one.forward)),
      backward: Math.min(...ages.map((one) => one.backward)),
    };
  }
}

/**
 * What is left of a step, below zero past its time; null for a step without minutes, or where this
 * person does not see them.
 * @param {Timer | null | undefined} timer
 * @param {number} now the server's instant
 * @returns {number | null}
 */
export function left(timer, now) {
  if (!timer || timer.limit_ms === null || timer.limit_ms === undefined) return null;
  const running = timer.since === null || timer.since === undefined ? 0 : now - timer.since;
  return timer.limit_ms - (timer.spent_ms ?? 0) - running;
}

/** Notices that the machine slept or that somebody set its clock. */
export class Wakefulness {
  /** @type {number | null} */
  #between = null;

  /**
   * Whether time jumped since the last look.
   * @param {number} steady milliseconds of `performance.now()`
   * @param {number} wall milliseconds of `Date.now()`
   */
  look(steady, wall) {
    const between = wall - steady;
    const jumped = this.#between !== null && Math.abs(between - this.#between) > JUMP;
    this.#between = between;
    return jumped;
  }
}
