/**
 * Whether a line that is gone is worth a word. One that is back in a moment is not: it would take
 * everybody's eyes from the circle. What was old already when it was lost is said to be old at once.
 */

import { Timers } from "../wire/timers.js";

/** Milliseconds without a line that pass without a word. */
export const QUIET = 2_500;

export class Lull {
  /** Whether the page says that there is no connection. */
  isSaid = false;
  #isCounting = false;
  #timers;

  /**
   * @param {Pick<import("../wire/world.js").World, "after" | "forget">} world
   * @param {() => void} onChange
   */
  constructor(world, onChange) {
    this.#timers = new Timers(world);
    this.onChange = onChange;
  }

  /**
   * The line as it is now.
   * @param {{isLive: boolean, isOld: boolean}} line `isOld`: what is on the screen was old already
   */
  follow({ isLive, isOld }) {
    if (isLive) return this.#end();
    if (isOld) this.isSaid = true;
    if (this.#isCounting) return;
    this.#isCounting = true;
    this.#timers.after(() => this.say(), QUIET);
  }

  /** At once: somebody presses, and there is no connection. */
  say() {
    if (this.isSaid) return;
    this.isSaid = true;
    this.onChange();
  }

  #end() {
    this.isSaid = false;
    this.#isCounting = false;
    this.#timers.clear();
  }
}
