/** From a link to the path below which its pass acts; tried again while nobody answers. */

import { Timers } from "../wire/timers.js";
import { Tries } from "../wire/tries.js";

/** @typedef {import("../wire/door.js").Entered} Entered */
/** @typedef {import("../wire/door.js").Refusal} Refusal */
/** @typedef {{onEntered: (entered: Entered) => void, onRefused: (refusal: Refusal) => void}} Listeners */
/** @typedef {Pick<import("../wire/world.js").World, "steady" | "chance" | "after" | "forget"> & {enter: typeof import("../wire/door.js").enter, dropSecret: () => void}} Doorstep */

/** Milliseconds until another try where the refusal names none, and what is added at random at first. */
const AT_LEAST = 1_000;
const WITHIN = 2_000;

export class Entering {
  /** The link's own; gone from memory once it has opened. */
  #secret = "";
  #isAsking = false;
  #tries = new Tries();
  #again;

  /**
   * @param {{room: string} & Listeners} given
   * @param {Doorstep} world
   */
  constructor(given, world) {
    this.given = given;
    this.world = world;
    this.#again = new Timers(world);
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
    this.#again.clear();
    try {
      const entered = await this.world.enter(this.#secret, this.given.room, name);
      this.#secret = "";
      this.world.dropSecret();
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
    if (isAboutName(refusal)) return this.given.onRefused({ ...refusal, code: "bad_name", retry: true });
    const { retry = true, facts } = refusal;
    if (retry) this.#again.after(() => this.ask(name), this.#wait(facts?.after_ms ?? AT_LEAST));
    else if (refusal.code !== "name_needed") this.world.dropSecret();
    this.given.onRefused({ ...refusal, retry });
  }

  /** @param {number} after milliseconds that the server asked for */
  #wait(after) {
    return this.#tries.failed({ now: this.world.steady(), chance: this.world.chance(), within: WITHIN, after });
  }
}

/** Whether another name will do; the same one never does. @param {Refusal} refusal */
const isAboutName = ({ code, facts }) => code === "invalid" && Boolean(facts?.fields?.includes("name"));
