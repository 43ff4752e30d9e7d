/** What was put off, so that it can be called off together. */

export class Timers {
  /** @type {any[]} */
  #running = [];

  /** @param {Pick<import("./world.js").World, "after" | "forget">} world */
  constructor(world) {
    this.world = world;
  }

  /**
   * @param {() => void} work
   * @param {number} ms
   */
  after(work, ms) {
    this.#running.push(this.world.after(work, ms));
  }

  /** None of it happens any more. */
  clear() {
    for (const timer of this.#running) this.world.forget(timer);
    this.#running = [];
  }
}
