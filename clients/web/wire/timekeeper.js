/** Keeps the server's time by a line: asks for samples, hears their answers, notices sleep. */

import { ServerClock, Wakefulness } from "./clock.js";
import { Timers } from "./timers.js";

/** Clock samples at once, and the milliseconds between them. */
const BURST = 10;
const BETWEEN = 150;
/** Milliseconds between samples that presses ask for: a server counts each frame of a hand that taps fast. */
const PAUSE = 1_000;

export class Timekeeper {
  clock = new ServerClock();
  #awake = new Wakefulness();
  /** The local instant of the newest sample. */
  #asked = -PAUSE;

  /**
   * @param {import("./world.js").World} world
   * @param {(frame: Record<string, any>) => void} send
   */
  constructor(world, send) {
    this.world = world;
    this.send = send;
    /** The samples still to be asked for. */
    this.timers = new Timers(world);
  }

  /** The server's instant now. */
  now() {
    return this.clock.at(this.world.steady());
  }

  /** Ten samples in a second and a half, as on joining and on waking. */
  begin() {
    this.timers.clear();
    for (let n = 0; n < BURST; n += 1) this.timers.after(() => this.ask(), n * BETWEEN);
  }

  /** One sample. */
  ask() {
    this.#asked = this.world.steady();
    this.send({ t: "sync", c0: this.#asked });
  }

  /** One sample now, or a second after the newest: one for however many ask meanwhile. */
  askSoon() {
    const wait = this.#asked + PAUSE - this.world.steady();
    if (wait <= 0) return this.ask();
    this.timers.after(() => this.world.steady() - this.#asked >= PAUSE && this.ask(), wait);
  }

  /** @param {Record<string, any>} frame of whatever kind */
  hear({ t, now, c0, s1, s2 }) {
    const local = this.world.steady();
    if (t === "sync") this.clock.add({ c0, c1: local, s1, s2 });
    else if (now) this.clock.hint(now, local);
  }

  /** Whether the machine slept, or its clock was set: then the old samples mean nothing. */
  hasSlept() {
    const steady = this.world.steady();
    if (!this.#awake.look(steady, this.world.wall())) return false;
    this.clock.forget(steady);
    return true;
  }
}
