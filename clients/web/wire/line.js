/**
 * One person's connection to a room: hello, state, presses, and coming back. Everything of the world
 * comes in by `world`, so that tests hold the clock.
 */

import { Admission } from "./admission.js";
import { Beside } from "./beside.js";
import { confirmed, expected, inTurn } from "./expect.js";
import { ending, LOST, next } from "./link.js";
import { Presses } from "./presses.js";
import { Silence } from "./silence.js";
import { Timekeeper } from "./timekeeper.js";
import { Timers } from "./timers.js";
import { STEADY, Tries } from "./tries.js";
import { cursor, merged, NOTHING } from "./view.js";
import { Way } from "./way.js";

/** @typedef {import("./presses.js").Frame} Frame */
/** @typedef {import("./link.js").State} State */
/** @typedef {{onView?: (because?: string[]) => void, onState?: (state: State, reason: string) => void}} Listeners */

/** Milliseconds in which a try must come to a `welcome`. */
export const PATIENCE = 15_000;
/** Milliseconds after which a line that lives by a stream tries a socket again. */
export const AGAIN = 60_000;
/** The share of the time that a leaving server gives in which everybody goes: it closes the rest at half. */
const SHARE = 0.4;
const CLOSING = 2; // the state of a socket, or of a stream, that takes nothing more, and from there on

export class Line {
  /** @type {State} */
  state = "idle";
  /** Why it is as it is: `revoked`, `closed`, `replaced`, `lost` … */
  reason = "";
  view = NOTHING;
  presses = new Presses();
  isOld = false; // what was seen was old already when the line was found to be lost
  #tries = new Tries();
  #way = new Way();
  #attempt = 0;
  /** Why the last `hello` was refused, which says more than the close code. */
  #why = "";
  /** @type {WebSocket | null} */
  #socket = null;
  #timers;
  #silence;
  #beside;

  /** @param {{room: string, url: string, world: import("./world.js").World} & Listeners} given */
  constructor(given) {
    this.given = given;
    this.world = given.world;
    this.#timers = new Timers(given.world);
    this.#silence = new Silence(given.world, () => this.cut({ isOld: true }));
    this.admission = new Admission(given.world.ticket);
    this.time = new Timekeeper(given.world, (frame) => this.#send(frame));
    this.#beside = new Beside({
      ...given,
      hello: async () => this.#hello(await this.admission.drawn()),
      onWelcome: (socket, frame) => this.#change(socket, frame),
      onFailed: (code) => this.#stay(code),
    });
  }

  /** Connect, or connect again after a stop. @param {"start" | "retry"} event */
  start(event = "start") {
    if (this.#to(event)) this.#join();
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
    this.#doubt();
    if (this.isLive && this.#way.isStream) this.#beside.now();
    if (this.state !== "waiting" || this.#tries.isTooEarly(this.world.steady())) return;
    this.#clearTimers();
    this.start("retry");
  }

  /** The machine has lost its network: a line that says nothing more is not waited for. */
  cut({ isOld = false } = {}) {
    if (!this.isLive) return;
    this.isOld = isOld;
    this.#lost(LOST);
  }

  /**
   * Ask for something; the promise is of `done` or `refused`.
   * @param {string} type @param {Frame} fields
   * @param {{seen?: import("./view.js").Sections, isMeant?: (now: import("./view.js").Sections) => boolean}} [how] what the
   *   person saw when they pressed, and whether it is still meant when it comes late
   */
  press(type, fields = {}, { seen = this.view.sections, isMeant } = {}) {
    const expect = inTurn(type, expected(seen, type), this.presses.unanswered());
    const frame = { t: "do", id: this.world.uuid(), type, ...confirmed(seen, type), ...fields, ...(expect && { expect }) };
    const answer = this.presses.add(frame, isMeant);
    if (this.isLive) this.#send(frame);
    this.#doubt();
    return answer;
  }

  /** The server's instant now. */
  now() {
    return this.time.now();
  }

  /** Whether what is on the screen is true now. */
  get isLive() {
    return this.state === "live";
  }

  // Connecting ----------------------------------------------------------------------------------

  async #join() {
    const attempt = (this.#attempt += 1);
    this.#timers.after(() => this.#lost(LOST), PATIENCE);
    this.#way.begins();
    this.#why = "";
    const isWanted = () => attempt === this.#attempt && this.state === "joining";
    // A stream is let in by the pass that comes with it.
    const secret = this.#way.isStream ? {} : await this.#secret(isWanted);
    if (!secret || !isWanted()) return;
    const socket = this.#way.isStream ? this.world.stream(cursor(this.view)) : this.world.open(this.given.url);
    this.#follow(socket);
    socket.onopen = () => {
      this.#way.opens();
      socket.send(JSON.stringify(this.#hello(secret)));
    };
  }

  /** @param {WebSocket} socket the one that counts from here on */
  #follow(socket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket) this.#hear(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      // It gives way to the socket that is tried beside it.
      if (this.#socket === socket && !this.#beside.hasSaidHello) this.#lost(code);
    };
  }

  /** @param {Frame} secret */
  #hello(secret) {
    const at = cursor(this.view);
    return { t: "hello", room: this.given.room, wire: 1, ...secret, ...(at && { cursor: at }) };
  }

  /** From one line to the next, with nothing to be seen of it. @param {WebSocket} socket @param {Frame} frame its `welcome` */
  #change(socket, frame) {
    this.#socket?.close();
    this.#way.changes();
    this.#follow(socket);
    this.#hear(frame);
  }

  /** What was tried beside came to nothing. @param {number} code */
  #stay(code) {
    if ((this.#socket?.readyState ?? CLOSING) >= CLOSING) this.#lost(code);
    else this.#way.isStream ? this.#beside.after(AGAIN) : this.#beside.again();
  }

  /** @param {() => boolean} isWanted whether this try is still the one that counts */
  #secret(isWanted) {
    return this.admission.drawn().catch((/** @type {Frame} */ { retry = true, code = "lost", facts }) => {
      if (isWanted()) retry ? this.#lost(LOST, facts?.after_ms) : this.stop(code);
      return null;
    });
  }

  /** @param {number} code @param {number} [after] milliseconds that the server asked for */
  #lost(code, after) {
    if (this.#socket) this.#way.ends();
    this.#hangUp();
    const { comesBack, needsTicket, within, reason } = ending(code);
    if (needsTicket) this.admission.forget();
    if (!comesBack) return this.stop(this.#why || reason);
    this.#to("lost", this.#why || reason);
    const wait = this.#tries.failed({ now: this.world.steady(), chance: this.world.chance(), within, after });
    this.#timers.after(() => this.start("retry"), wait);
  }

  #hangUp() {
    this.#clearTimers();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #clearTimers() {
    this.#beside.drop();
    for (const some of [this.#timers, this.#silence, this.time.timers]) some.clear();
  }

  // Hearing -------------------------------------------------------------------------------------

  /** @param {Frame} frame */
  #hear(frame) {
    this.#silence.broken();
    const before = this.view;
    this.view = merged(before, frame);
    this.time.hear(frame);
    HEARD[frame.t]?.(this, frame);
    if (this.view !== before) this.given.onView?.(frame.because);
  }

  /** @param {Frame} frame */
  welcome(frame) {
    this.#clearTimers();
    this.#silence.broken();
    this.isOld = false;
    this.admission.renew(frame.resume);
    this.#timers.after(() => this.#tries.lived(), STEADY);
    for (const { frame: press } of this.presses.back()) this.#send(press);
    if (this.#way.isStream) this.#beside.after(AGAIN);
    // A line that changed its way is as live as before, but whoever repeats wishes must hear of it.
    if (!this.#to("welcome")) this.given.onState?.(this.state, "");
    this.time.begin();
  }

  /** A frame without a seq comes after all that was missed. @param {Frame} frame */
  sees({ seq }) {
    if (seq === undefined) for (const { frame: press } of this.presses.meant(this.view.sections)) this.#send(press);
  }

  /** @param {Frame} frame */
  refused(frame) {
    // A `hello` that was not accepted: the close says whether to come back, this says why.
    if (!frame.id) return void (this.#why = frame.code);
    const again = this.presses.again(frame);
    if (!again) return void this.presses.hear(frame);
    this.#timers.after(() => this.#send(again.frame), again.after);
    this.given.onView?.();
  }

  /** @param {Frame} frame */
  ping(frame) {
    this.#send({ t: "pong", n: frame.n });
    this.look();
    this.time.ask();
    if (frame.seq > this.view.seq) this.#lost(LOST);
  }

  /** It has ended; the close that follows may be lost on the way. @param {Frame} frame */
  bye({ code }) {
    if (this.#beside.hasSaidHello) this.#socket?.close();
    else this.#lost(code);
  }

  /** The server leaves: a line to another is sought while this one serves, not by everybody at once. @param {Frame} frame */
  drain({ within_ms: within }) {
    if (within && !this.#way.isStream) this.#beside.after(this.world.chance() * within * SHARE);
  }

  /** Is anybody there? A socket answers a sample at once, whatever its server is busy with. */
  #doubt() {
    if (!this.isLive || this.#way.isStream) return;
    this.time.askSoon();
    this.#silence.doubted();
  }

  /** A line that slept is not believed: it is taken up again with its cursor. */
  look() {
    if (this.time.hasSlept()) this.cut({ isOld: true });
  }

  /** @param {Frame} frame */
  #send(frame) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  /** @param {import("./link.js").Event} event @param {string} reason */
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
  state: (line, frame) => line.sees(frame),
  done: (line, frame) => void line.presses.hear(frame),
  refused: (line, frame) => line.refused(frame),
  ping: (line, frame) => line.ping(frame),
  bye: (line, frame) => line.bye(frame),
  drain: (line, frame) => line.drain(frame),
  sync: (line) => line.given.onView?.(),
};
