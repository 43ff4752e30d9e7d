/** Looks at the line every few seconds while the call is there, and tells when it has become bad or good. */

import { FRESH, judged, LOOKS } from "./carrying.js";
import { since, traffic } from "./traffic.js";

export class Watch {
  #carrying = FRESH;
  /** @type {import("./traffic.js").Traffic | null} */
  #before = null;
  /** @type {any} */
  #timer = null;

  /**
   * @param {object} given
   * @param {Pick<import("../wire/world.js").World, "after" | "forget">} given.world
   * @param {() => Promise<Iterable<any>>} given.stats of both connections
   * @param {() => void} given.onTurn it `is` something else
   */
  constructor(given) {
    this.given = given;
  }

  /** What the line is. */
  get is() {
    return this.#carrying.is;
  }

  /** From now on, over new connections; what was known of the line is so still. */
  start() {
    this.stop();
    this.#carrying = { ...this.#carrying, inARow: 0 };
    this.#wait();
  }

  stop() {
    this.given.world.forget(this.#timer);
    this.#timer = this.#before = null;
  }

  #wait() {
    const timer = (this.#timer = this.given.world.after(async () => {
      const stats = await this.given.stats().catch(() => []); // of a connection that is over
      if (this.#timer !== timer) return;
      this.#look(traffic(stats));
      this.#wait();
    }, LOOKS));
  }

  /** @param {import("./traffic.js").Traffic} now */
  #look(now) {
    const was = this.is;
    if (this.#before) this.#carrying = judged(this.#carrying, since(this.#before, now));
    this.#before = now;
    if (this.is !== was) this.given.onTurn();
  }
}
