/** A call of one's own: what a meeting wants of it, and what is said of it. Never in a page: it needs a key. */

import { serverOf } from "./address.js";
import { posted, read } from "./asking.js";
import { Refused, Stopped } from "./refused.js";
import { ending } from "../web/wire/link.js";
import { STEADY, Tries } from "../web/wire/tries.js";

/** @typedef {{seq: number, n: number}} Version of a state; a later one has the larger pair */
/** @typedef {{ref: string, person: string, microphone: "locked" | "free", camera: "locked" | "free"}} Place */
/** @typedef {{call: string, version: Version, at: number, deadline_ms: number, lasts_ms: number, participants: Place[], out: string[]}} Floor */
/** @typedef {{ref: string, via: "web" | "app" | "telephone", grant?: string, person?: string, name?: string}} Participant */
/** @typedef {{id: string, ref: string, type: "joined" | "left" | "microphone" | "camera", open?: boolean, by?: "self" | "other", at: number}} Event */
/** @typedef {"locked" | "free" | "requested" | "failed" | "absent"} Stream */
/** @typedef {{ref: string, microphone: Stream, camera: Stream}} Outcome */

/** How often is said what got no answer, and the milliseconds between. */
const TRIES = 5;
const USUAL = 1_000;
/** Milliseconds without a state after which nobody may stay locked, where no state says another. */
const LASTS = 30_000;

export class Report {
  #server;
  #headers;
  #path;
  #tries = new Tries();
  /** @type {WebSocket | null} */
  #socket = null;
  /** The newest state that was told and not handed on yet. @type {Floor | null} */
  #floor = null;
  /** @type {Version} */
  #newest = { seq: -1, n: -1 };
  #wake = () => {};
  #why = "";
  #stopped = "";
  #began = 0;
  /** @type {any} */
  #again = null;

  /**
   * @param {string} server
   * @param {string} call the room's id
   * @param {string} key with `room:report` for that room
   */
  constructor(server, call, key) {
    this.#server = serverOf(server);
    this.#headers = { Authorization: `Bearer ${key}` };
    this.#path = `/api/calls/${call}`;
  }

  /** A join grant: whoever brings it within a minute is that person of the circle. @param {string} person */
  async grant(person) {
    return /** @type {string} */ ((await this.#said("grants", { person })).grant);
  }

  /**
   * Who is in the call, 1 to 100 at once; how each `ref` is known: `bound`, `claimed` or `manual`.
   * @param {Participant[]} participants
   * @returns {Promise<Record<string, string>>}
   */
  async participants(participants) {
    const taken = await this.#said("participants", { participants });
    return Object.fromEntries(taken.participants.map((/** @type {any} */ { ref, identity }) => [ref, identity]));
  }

  /** What happened in the call, 1 to 100 at once; how many of them were new. @param {Event[]} events */
  async events(events) {
    return /** @type {number} */ ((await this.#said("events", { events })).taken);
  }

  /**
   * What became of that version, and how firmly what is `locked` is held; the newest one.
   * @param {Version} version
   * @param {Outcome[]} outcomes
   * @param {"enforced" | "guarded" | "requested"} holds
   * @param {number} [at] when that was read, in milliseconds since the Unix epoch
   */
  async floorReport(version, outcomes, holds, at = Date.now()) {
    return /** @type {Version} */ ((await this.#said("floor-reports", { version, outcomes, class: holds, at })).newest);
  }

  /**
   * What the meeting wants of the call, the newest, the same again too: make it so, and report it. Null:
   * nothing has been told for too long, so let go of every lock. It comes back by itself, and throws
   * `Stopped` where it must not. For one who reads at a time; it ends with the loop.
   * @returns {AsyncGenerator<Floor | null, void, void>}
   */
  async *floors() {
    let until = Infinity;
    this.#connect();
    try {
      for (;;) {
        await this.#news(until - performance.now());
        const floor = this.#floor;
        this.#floor = null;
        if (floor) until = performance.now() + (floor.lasts_ms ?? LASTS);
        else if (this.#stopped) throw new Stopped(this.#stopped);
        else if (performance.now() < until) continue;
        else {
          until = Infinity;
          this.#hangUp();
          this.#connect();
        }
        yield floor;
      }
    } finally {
      this.#hangUp();
    }
  }

  /** Until there is a state, an end, or `left` milliseconds have passed. @param {number} left */
  async #news(left) {
    if (this.#floor || this.#stopped) return;
    /** @type {any} */
    let late = null;
    await new Promise((go) => {
      this.#wake = () => go(undefined);
      if (left < Infinity) late = setTimeout(go, Math.max(0, left));
    });
    clearTimeout(late);
  }

  #connect() {
    this.#began = performance.now();
    const url = `${this.#server.replace(/^http/, "ws")}${this.#path}/floor`;
    const socket = new WebSocket(url, /** @type {any} */ ({ headers: this.#headers }));
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#socket === socket && this.#hear(data);
    socket.onclose = ({ code }) => this.#socket === socket && this.#lost(code);
  }

  /** @param {string} data */
  #hear(data) {
    try {
      const frame = JSON.parse(data);
      if (frame.type === "refused" && !frame.of) this.#why = frame.code;
      if (frame.type !== "floor.changed" || isOlder(frame.version, this.#newest)) return;
      this.#newest = frame.version;
      this.#floor = frame;
      this.#wake();
    } catch {
      this.#hangUp();
      this.#lost(1006);
    }
  }

  /** @param {number} code */
  #lost(code) {
    this.#socket = null;
    const { comesBack, within, reason } = ending(code);
    if (!comesBack) {
      this.#stopped = this.#why || reason;
      return this.#wake();
    }
    this.#why = "";
    const now = performance.now();
    if (now - this.#began > STEADY) this.#tries.lived();
    this.#again = setTimeout(() => this.#connect(), this.#tries.failed({ now, chance: Math.random(), within }));
  }

  #hangUp() {
    clearTimeout(this.#again);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /**
   * @param {string} what
   * @param {Record<string, any>} body
   */
  async #said(what, body) {
    const headers = { ...this.#headers, "Idempotency-Key": crypto.randomUUID() };
    for (let tries = 1; ; tries += 1) {
      try {
        return await read(await posted(`${this.#server}${this.#path}/${what}`, body, headers));
      } catch (refused) {
        if (!(refused instanceof Refused) || !refused.retry || tries === TRIES) throw refused;
        await new Promise((go) => setTimeout(go, refused.facts.after_ms ?? USUAL));
      }
    }
  }
}

/** @param {Version} one @param {Version} other */
function isOlder(one, other) {
  if (!Number.isInteger(one.seq) || !Number.isInteger(one.n)) throw new TypeError("no version");
  return one.seq === other.seq ? one.n < other.n : one.seq < other.seq;
}
