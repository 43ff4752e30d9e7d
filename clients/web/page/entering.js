/** From a link to the path below which its pass acts; tried again while nobody answers. */

import { enter } from "../wire/door.js";

/** @typedef {import("../wire/door.js").Entered} Entered */
/** @typedef {import("../wire/door.js").Refusal} Refusal */
/** @typedef {{onEntered: (entered: Entered) => void, onRefused: (refusal: Refusal) => void}} Listeners */

export class Entering {
  /** The link's own; gone from memory once it has opened. */
  #secret = "";
  #isAsking = false;

  /** @param {{room: string} & Listeners} given */
  constructor(given) {
    this.given = given;
  }

  /** @param {string} secret of the link */
  open(secret) {
    this.#secret = secret;
    return this.ask();
  }

  /** @param {string} [name] for somebody new */
  async ask(name) {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      const entered = await enter(this.#secret, this.given.room, name);
      this.#secret = "";
      this.given.onEntered(entered);
    } catch (refusal) {
      this.#isAsking = false;
      this.#refused(/** @type {Refusal} */ (refusal), name);
    }
  }

  /**
   * @param {Refusal} refusal
   * @param {string} [name]
   */
  #refused(refusal, name) {
    const { retry = true } = refusal;
    if (retry) setTimeout(() => this.ask(name), 1_000 + 2_000 * Math.random());
    this.given.onRefused({ ...refusal, retry });
  }
}
