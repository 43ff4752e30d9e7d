/** Notices that a connection is dead though nobody has closed it. */

import { Timers } from "./timers.js";

/** Milliseconds without a word after which a connection is dead. */
export const SILENCE = 30_000;
/** Milliseconds in which one that was asked something must say anything at all. */
export const DOUBT = 8_000;

export class Silence {
  #timers;

  /**
   * @param {import("./world.js").World} world
   * @param {() => void} onDead
   */
  constructor(world, onDead) {
    this.#timers = new Timers(world);
    this.onDead = onDead;
  }

  /** Something was heard, whatever it was. */
  broken() {
    this.clear();
    this.#timers.after(this.onDead, SILENCE);
  }

  /** Something was asked that is answered at once. */
  doubted() {
    this.#timers.after(this.onDead, DOUBT);
  }

  /** There is no connection to listen to. */
  clear() {
    this.#timers.clear();
  }
}
