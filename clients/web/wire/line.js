/**
 * One person's connection to a room: hello, state, presses, clock samples, and coming back.
 *
 * Everything of the world comes in by `world`, so that tests hold the clock. The `resume` secret
 * stays in this object: never in storage, which other tabs read or copy.
 */

import { ServerClock, Wakefulness } from "./clock.js";
import { expected } from "./expect.js";
import { ending, next, pause } from "./link.js";
import { Presses } from "./presses.js";
import { cursor, merged, NOTHING } from "./view.js";

/** @typedef {import("./presses.js").Frame} Frame */
/** @typedef {import("./link.js").State} State */
/** @typedef {import("./world.js").World} World */
/** @typedef {{onView?: () => void, onState?: (state: State, reason: string) => void}} Listeners */

/** Milliseconds without a word after which a connection is dead. */
export const SILENCE = 30_000;
/** Milliseconds in which a try must come to a `welcome`. */
export const PATIENCE = 15_000;
/** Sockets in a row that did not even open, after which a stream is tried. */
const BLOCKED = 2;
/** Clock samples at once, and the milliseconds between them. */
const BURST = 10;
const BETWEEN = 150;

export class Line {
  /** @type {State} */
  state = "idle";
  /** Why it is as it is: `revoked`, `closed`, `replaced`, `lost` … */
  reason = "";
  view = NOTHING;
  clock = new ServerClock();
  presses = new Presses();
  #awake = new Wakefulness();
  #resume = "";
  #tries = 0;
  /** Sockets in a row that did not open. */
  #unopened = 0;
  #hasOpened = false;
  #attempt = 0;
  /** Why the last `hello` was refused, which says more than the close code. */
  #why = "";
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {any[]} */
  #timers = [];
  /** @type {any} */
  #silence = null;

  /**
   * @param {{room: string, url: string, world: World} & Listeners} given
   */
  constructor(given) {
    this.given = given;
    this.world = given.world;
  }

  /** Connect, or connect again after a stop. */
  start() {
    if (this.#to("start")) this.#join();
  }

  /** Leave for good. @param {string} reason */
  stop(reason) {
    this.#hangUp();
    this.#to("stop", reason);
    this.presses.abandon(reason);
  }

  /** The page is seen again, or the machine is online: no waiting. */
  wake() {
    this.look();
    if (this.state !== "waiting") return;
    this.#clearTimers();
    this.#retry();
  }

  /** The machine has lost its network: a line that says nothing more is not waited for. */
  cut() {
    if (this.isLive) this.#lost(1006);
  }

  /**
   * Ask for something; the promise is of `done` or `refused`.
   * @param {string} type
   * @param {Frame} fields
   * @param {{seen?: import("./view.js").Sections}} [how] what the person saw when they pressed
   * @returns {Promise<Frame>}
   */
  press(type, fields = {}, { seen = this.view.sections } = {}) {
    const expect = expected(seen, type);
    const frame = { t: "do", id: this.world.uuid(), type, ...fields, ...(expect && { expect }) };
    const answer = this.presses.add(frame);
    if (this.state === "live") this.#send(frame);
    return answer;
  }

  /** The server's instant now. */
  now() {
    return this.clock.at(this.world.steady());
  }

  /** Whether what is on the screen is true now. */
  get isLive() {
    return this.state === "live";
  }

  // Connecting ----------------------------------------------------------------------------------

  async #join() {
    const attempt = (this.#attempt += 1);
    this.#timers.push(this.world.after(() => this.#lost(1006), PATIENCE));
    const isBlocked = this.#unopened >= BLOCKED;
    this.#hasOpened = false;
    this.#why = "";
    const secret = isBlocked ? {} : await this.#secret(() => attempt === this.#attempt && this.state === "joining");
    if (!secret || attempt !== this.#attempt || this.state !== "joining") return;
    const at = cursor(this.view);
    const socket = isBlocked ? this.world.stream(at) : this.world.open(this.given.url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#hasOpened = true;
      const hello = { t: "hello", room: this.given.room, wire: 1, ...secret, ...(at && { cursor: at }) };
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = (/** @type {{data: string}} */ message) => {
      if (this.#socket === socket) this.#hear(JSON.parse(message.data));
    };
    socket.onclose = (/** @type {{code: number}} */ closed) => {
      if (this.#socket === socket) this.#lost(closed.code);
    };
  }

  /**
   * @param {() => boolean} isWanted whether this try is still the one that counts
   * @returns {Promise<{resume: string} | {ticket: string} | null>}
   */
  async #secret(isWanted) {
    if (this.#resume) return { resume: this.#resume };
    try {
      return { ticket: await this.world.ticket() };
    } catch (refusal) {
      const { retry = true, code = "lost" } = /** @type {Frame} */ (refusal);
      if (isWanted()) retry ? this.#lost(1006) : this.stop(code);
      return null;
    }
  }

  /** @param {number} code */
  #lost(code) {
    const wasTried = this.#socket !== null && !this.#hasOpened;
    // A stream that fails is no better: then the socket has its turn again.
    this.#unopened = wasTried && this.#unopened < BLOCKED ? this.#unopened + 1 : 0;
    this.#hangUp();
    const { comesBack, needsTicket, within, reason } = ending(code);
    if (needsTicket) this.#resume = "";
    if (!comesBack) return this.stop(this.#why || reason);
    this.#tries += 1;
    this.#to("lost", reason);
    const wait = pause(this.#tries, this.world.chance(), within);
    this.#timers.push(this.world.after(() => this.#retry(), wait));
  }

  #retry() {
    if (this.#to("retry")) this.#join();
  }

  #hangUp() {
    this.#clearTimers();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #clearTimers() {
    for (const timer of [...this.#timers, this.#silence]) this.world.forget(timer);
    this.#timers = [];
  }

  // Hearing -------------------------------------------------------------------------------------

  /** @param {Frame} frame */
  #hear(frame) {
    this.#listenFor();
    const before = this.view;
    this.view = merged(before, frame);
    if (frame.now && !this.clock.isKnown) this.clock.hint(frame.now, this.world.steady());
    HEARD[frame.t]?.(this, frame);
    if (this.view !== before) this.given.onView?.();
  }

  #listenFor() {
    this.world.forget(this.#silence);
    this.#silence = this.world.after(() => this.#lost(1006), SILENCE);
  }

  /** @param {Frame} frame */
  welcome(frame) {
    this.#clearTimers();
    this.#listenFor();
    this.#resume = frame.resume;
    this.#tries = 0;
    for (const { frame: press } of this.presses.unanswered()) this.#send(press);
    this.#to("welcome");
    this.sample();
  }

  /** @param {Frame} frame */
  refused(frame) {
    if (!frame.id) return this.#turnedAway(frame);
    const again = this.presses.unanswered().find((one) => one.frame.id === frame.id);
    if (frame.retry && again) {
      const wait = frame.facts?.after_ms ?? 1_000;
      this.#timers.push(this.world.after(() => this.#send(again.frame), wait));
    } else {
      this.presses.hear(frame);
    }
  }

  /** A `hello` that was not accepted; the close says whether to come back. @param {Frame} frame */
  #turnedAway(frame) {
    this.#why = frame.code;
    if (frame.code === "resume_invalid" || frame.code === "ticket_invalid") this.#resume = "";
  }

  /** @param {Frame} frame */
  ping(frame) {
    this.#send({ t: "pong", n: frame.n });
    this.look();
    this.#sync();
    if (frame.seq > this.view.seq) this.#lost(1006);
  }

  /** @param {Frame} frame */
  sync(frame) {
    const c1 = this.world.steady();
    this.clock.add({ c0: frame.c0, c1, s1: frame.s1, s2: frame.s2 });
    this.given.onView?.();
  }

  // Time ----------------------------------------------------------------------------------------

  /** Ten samples in a second and a half, as on joining and on waking. */
  sample() {
    for (let n = 0; n < BURST; n += 1) {
      this.#timers.push(this.world.after(() => this.#sync(), n * BETWEEN));
    }
  }

  #sync() {
    this.#send({ t: "sync", c0: this.world.steady() });
  }

  /**
   * Did the machine sleep, or was its clock set? Then the old samples mean nothing, and a line that
   * slept is not believed: it is taken up again with its cursor.
   */
  look() {
    if (!this.#awake.look(this.world.steady(), this.world.wall())) return;
    this.clock.forget(this.world.steady());
    this.cut();
  }

  // ---------------------------------------------------------------------------------------------

  /** @param {Frame} frame */
  #send(frame) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  /**
   * @param {import("./link.js").Event} event
   * @param {string} reason
   */
  #to(event, reason = "") {
    const state = next(this.state, event);
    if (state === this.state) return false;
    this.state = state;
    this.reason = reason;
    this.given.onState?.(state, reason);
    return true;
  }
}

/** What each kind of frame does beside the view; others are ignored. @type {Record<string, (line: Line, frame: Frame) => void>} */
const HEARD = {
  welcome: (line, frame) => line.welcome(frame),
  done: (line, frame) => void line.presses.hear(frame),
  refused: (line, frame) => line.refused(frame),
  ping: (line, frame) => line.ping(frame),
  sync: (line, frame) => line.sync(frame),
};
