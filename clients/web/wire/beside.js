/**
 * Beside a line that serves: sockets, one at a time, until one takes its place. Of those that fail
 * nobody on the page is told.
 */

import { SOON } from "./link.js";
import { Timers } from "./timers.js";
import { Trial } from "./trial.js";
import { Tries } from "./tries.js";

/** @typedef {import("./trial.js").Given} Given */

export class Beside {
  /** @type {Trial | null} */
  #trial = null;
  #tries = new Tries();
  #timers;

  /** @param {Given} given */
  constructor(given) {
    this.given = given;
    this.#timers = new Timers(given.world);
  }

  /** Whether the server may have let the line go for the one that is tried. */
  get hasSaidHello() {
    return this.#trial?.hasSaidHello ?? false;
  }

  /** Try one at once, unless one is being tried. */
  now() {
    if (this.#trial) return;
    this.#timers.clear();
    this.#trial = new Trial({
      ...this.given,
      onWelcome: (socket, frame) => {
        this.#trial = null;
        this.#tries.lived();
        this.given.onWelcome(socket, frame);
      },
      onFailed: (code) => {
        this.#trial = null;
        this.given.onFailed(code);
      },
    });
  }

  /** @param {number} ms */
  after(ms) {
    this.#timers.after(() => this.now(), ms);
  }

  /** After a pause, drawn from more each time. */
  again() {
    const { steady, chance } = this.given.world;
    this.after(this.#tries.failed({ now: steady(), chance: chance(), within: SOON }));
  }

  /** None is tried any more. */
  drop() {
    this.#timers.clear();
    this.#trial?.drop();
    this.#trial = null;
  }
}
