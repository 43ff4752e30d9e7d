/**
 * What was refused last. It is said until the next press, and no longer than it helps: a while, or
 * until the meeting has moved on, but long enough to be read.
 */

import { Timers } from "../wire/timers.js";

/** Milliseconds for which it is said, and the fewest of them where the meeting moves on. */
export const LASTS = 20_000;
export const AT_LEAST = 6_000;

export class Refused {
  /** Why, as the wire calls it; empty where there is nothing to say. */
  code = "";
  #at = 0;
  #seen = "";
  #timers;

  /**
   * @param {Pick<import("../wire/world.js").World, "steady" | "after" | "forget">} world
   * @param {() => void} onChange
   */
  constructor(world, onChange) {
    this.world = world;
    this.#timers = new Timers(world);
    this.onChange = onChange;
  }

  /**
   * @param {string} code
   * @param {import("../wire/view.js").Sections} sections what was on the screen
   */
  say(code, sections) {
    this.clear();
    this.code = code;
    this.#at = this.world.steady();
    this.#seen = revisions(sections);
    this.#timers.after(() => this.#pass(), LASTS);
  }

  /** The meeting as it is now. @param {import("../wire/view.js").Sections} sections */
  hear(sections) {
    if (!this.code || revisions(sections) === this.#seen) return;
    this.#seen = revisions(sections);
    this.#timers.after(() => this.#pass(), Math.max(0, this.#at + AT_LEAST - this.world.steady()));
  }

  clear() {
    this.code = "";
    this.#timers.clear();
  }

  #pass() {
    this.clear();
    this.onChange();
  }
}

/** How far phase, case and clock have come. @param {import("../wire/view.js").Sections} sections */
const revisions = ({ phase, clock, you }) =>
  [phase?.phase_rev ?? you?.phase_rev, phase?.case_rev ?? you?.case_rev, clock?.timer_rev].join();
