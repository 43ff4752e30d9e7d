/**
 * The call's socket: let in by a ticket, kept alive, and coming back by itself. A person's part in the
 * call ends with it, and begins anew with each `welcome`.
 */

import { ending, next } from "../wire/link.js";
import { Silence } from "../wire/silence.js";
import { Timers } from "../wire/timers.js";
import { STEADY, Tries } from "../wire/tries.js";

/** @typedef {Record<string, any>} Frame */
/** @typedef {import("../wire/link.js").State} State */

/** Milliseconds in which a try must come to a `welcome`. */
export const PATIENCE = 15_000;

export class CallLine {
  /** @type {State} */
  state = "idle";
  /** Why it is as it is: `revoked`, `replaced`, `lost` … */
  reason = "";
  #tries = new Tries();
  #attempt = 0;
  /** Why the last `hello` was refused, which says more than the close code. */
  #why = "";
  /** @type {WebSocket | null} */
  #socket = null;
  #timers;
  #silence;

  /**
   * @param {object} given
   * @param {string} given.room
   * @param {string} given.url
   * @param {import("../wire/world.js").World} given.world
   * @param {(frame: Frame) => void} given.onFrame of each but signs of life, `welcome` first
   * @param {() => void} given.onLost whenever the socket is over, for whatever reason
   * @param {() => void} given.onState
   */
  constructor(given) {
    this.given = given;
    this.world = given.world;
    this.#timers = new Timers(given.world);
    this.#silence = new Silence(given.world, () => this.again());
  }

  get isLive() {
    return this.state === "live";
  }

  start() {
    if (this.#to("start")) this.#join();
  }

  /** Begin anew by another socket, after a while. */
  again() {
    this.#lost(1006);
  }

  /** The page is seen again, or the machine is online: no waiting. */
  wake() {
    if (this.state !== "waiting" || this.#tries.isTooEarly(this.world.steady())) return;
    this.#clear();
    this.#retry();
  }

  /** Leave for good. @param {string} reason */
  stop(reason) {
    this.#hangUp();
    this.#to("stop", reason);
  }

  /** Nothing where nobody hears it. @param {Frame} frame */
  say(frame) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  async #join() {
    const attempt = (this.#attempt += 1);
    const isWanted = () => attempt === this.#attempt && this.state === "joining";
    this.#timers.after(() => this.again(), PATIENCE);
    this.#why = "";
    const ticket = await this.world.ticket().catch((refusal) => {
      if (isWanted()) this.#refused(refusal);
      return "";
    });
    if (!ticket || !isWanted()) return;
    const socket = (this.#socket = this.world.open(this.given.url));
    socket.onopen = () => socket.send(JSON.stringify({ t: "hello", room: this.given.room, ticket }));
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket) this.#hear(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#lost(code);
    };
  }

  /** No ticket can be had. @param {import("../wire/door.js").Refusal} refusal */
  #refused({ retry = true, code = "lost", facts }) {
    if (retry) this.#lost(1006, facts?.after_ms);
    else this.stop(code);
  }

  /** @param {Frame} frame */
  #hear(frame) {
    this.#silence.broken();
    if (frame.t === "ping") return this.say({ t: "pong", n: frame.n });
    if (frame.t === "bye") return this.#lost(frame.code); // the close that follows may be lost on the way
    if (frame.t === "welcome") this.#welcome();
    if (frame.t === "refused" && !this.isLive) return void (this.#why = frame.code);
    this.given.onFrame(frame);
  }

  #welcome() {
    this.#clear();
    this.#silence.broken();
    this.#timers.after(() => this.#tries.lived(), STEADY);
    this.#to("welcome");
  }

  /**
   * @param {number} code
   * @param {number} [after] milliseconds that the server asked for
   */
  #lost(code, after) {
    const { comesBack, within, reason } = ending(code);
    if (!comesBack) return this.stop(this.#why || reason);
    this.#hangUp();
    if (!this.#to("lost", this.#why || reason) && this.state !== "waiting") return;
    const wait = this.#tries.failed({ now: this.world.steady(), chance: this.world.chance(), within, after });
    this.#timers.after(() => this.#retry(), wait);
  }

  #retry() {
    if (this.#to("retry")) this.#join();
  }

  #hangUp() {
    this.#clear();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.given.onLost();
  }

  #clear() {
    this.#timers.clear();
    this.#silence.clear();
  }

  /** @param {import("../wire/link.js").Event} event @param {string} reason */
  #to(event, reason = "") {
    const state = next(this.state, event);
    if (state === this.state) return false;
    this.state = state;
    this.reason = reason;
    this.given.onState();
    return true;
  }
}
