/** How long to wait before the next try. Pure: chance and time are given. */

import { pause } from "./link.js";

/** Milliseconds that a line must have lived before its server is trusted with quick tries again. */
export const STEADY = 10_000;

export class Tries {
  /** Failed in a row: a server that lets everybody in and drops them at once is not hurried. */
  #failed = 0;
  /** The local instant before which the server asked not to be asked. */
  #notBefore = 0;

  /** A line has lived for a while. */
  lived() {
    this.#failed = 0;
  }

  /**
   * One more has failed; the milliseconds until the next.
   * @param {{now: number, chance: number, within?: number, after?: number}} given `within` as of
   *   `ending`, `after` what the server asked for
   */
  failed({ now, chance, within, after = 0 }) {
    this.#failed += 1;
    this.#notBefore = now + after;
    return after + pause(this.#failed, chance, within);
  }

  /**
   * Whether a try now is what the server asked us not to do.
   * @param {number} now
   */
  isTooEarly(now) {
    return now < this.#notBefore;
  }
}
