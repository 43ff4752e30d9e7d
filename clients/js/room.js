/** A room as a program holds it: what is seen, what happens, and what one may ask for. */

import { linkOf, serverOf, socketOf } from "./address.js";
import { Pass } from "./pass.js";
import { Refused, Stopped } from "./refused.js";
import { world } from "./worlds.js";
import { left } from "../web/wire/clock.js";
import { meaning } from "../web/wire/kept.js";
import { Line } from "../web/wire/line.js";
import { Wishes } from "../web/wire/wishes.js";

/** @typedef {import("./sections.js").Sections} Sections */
/** @typedef {import("./sections.js").CommandName} CommandName */
/** @typedef {{sections: Sections, audience: string, because: string[]}} Look */

/** Ends that are none of a fault: the meeting's, and our own. */
const QUIET = ["closed", "left"];
/** Milliseconds in which a room must be seen for the first time. */
const FIRST = 30_000;

export class Room {
  #wishes = new Wishes();
  /** @type {Set<(because: string[]) => void>} */
  #readers = new Set();
  #line;

  /**
   * @param {string} server
   * @param {string} id
   * @param {import("./worlds.js").World} given
   */
  constructor(server, id, given) {
    this.id = id;
    this.#line = new Line({
      room: id,
      url: socketOf(server),
      world: given,
      onView: (because) => this.#seen(because),
      onState: (state) => this.#becomes(state),
    });
  }

  /** What is seen; a new object after each change, and only to be read. @returns {Sections} */
  get sections() {
    return this.#line.view.sections;
  }

  /** Whose view it is: `leader`, `member`, `integration` … */
  get audience() {
    return this.#line.view.name.split(".")[0];
  }

  /** Whether that is true now; else it is what was seen last. */
  get isLive() {
    return this.#line.isLive;
  }

  /** Why the connection is over for good, empty while it is not. */
  get reason() {
    return this.#line.state === "stopped" ? this.#line.reason : "";
  }

  /** The server's instant, in milliseconds since the Unix epoch. */
  now() {
    return this.#line.now();
  }

  /** By how many milliseconds `now` may be wrong. */
  error() {
    return this.#line.time.clock.error(performance.now());
  }

  /** Milliseconds left of the step, below zero past its time; null where there is nothing to tell. */
  left() {
    return left(/** @type {any} */ (this.sections.clock), this.now());
  }

  /**
   * What is seen now, then again after each change: of the connection too, and whenever the time is
   * better known. Whoever is slow misses steps on the way and none of the truth. It ends with the
   * meeting and with `leave`; any other end throws `Stopped`.
   * @returns {AsyncGenerator<Look, void, void>}
   */
  async *changes() {
    /** @type {Set<string>} */
    const because = new Set();
    let [hasNews, wake] = [Boolean(Object.keys(this.sections).length), () => {}];
    const reader = (/** @type {string[]} */ names) => {
      names.forEach((name) => because.add(name));
      hasNews = true;
      wake();
    };
    this.#readers.add(reader);
    try {
      while (!this.reason) {
        if (!hasNews) await new Promise((go) => (wake = () => go(undefined)));
        if (this.reason) break;
        hasNews = false;
        const happened = [...because];
        because.clear();
        yield { sections: this.sections, audience: this.audience, because: happened };
      }
    } finally {
      this.#readers.delete(reader);
    }
    if (!QUIET.includes(this.reason)) throw new Stopped(this.reason);
  }

  /**
   * The first sections of which it holds; throws `Stopped` if none will come.
   * @param {(sections: Sections) => unknown} holds
   * @returns {Promise<Sections>}
   */
  async until(holds) {
    for await (const { sections } of this.changes()) if (holds(sections)) return sections;
    throw new Stopped(this.reason);
  }

  /**
   * Press, and wait for the answer; throws `Refused` with its code, or `Stopped`. It brings in `expect`
   * what was `seen`, the present sections if nothing is said. Without a connection it waits for one and
   * is then sent, under the same id. Done means durable, and its effect is in `sections`.
   * @param {CommandName} type
   * @param {Record<string, any>} fields
   * @param {{seen?: Sections}} how
   * @returns {Promise<{id: string, seq?: number}>}
   */
  async do(type, fields = {}, { seen = this.sections } = {}) {
    if (this.reason) throw new Stopped(this.reason);
    this.#wishes.note(type, true);
    const { t, ...answer } = await this.#line.press(type, fields, { seen, ...meaning(type, seen) });
    if (t === "done") return /** @type {{id: string, seq?: number}} */ (answer);
    this.#wishes.note(type, false);
    throw this.reason ? new Stopped(this.reason) : new Refused(/** @type {any} */ (answer));
  }

  /** The machine is online again, or the page is seen: come back at once. */
  wake() {
    this.#line.wake();
  }

  /** Close the connection and come back no more. */
  leave() {
    this.#line.stop("left");
  }

  /** Connect, until the room is seen for the first time; throws `Stopped`, or `Refused` as `lost`. */
  async begin() {
    this.#line.start();
    const late = setTimeout(() => this.#line.stop("lost"), FIRST);
    try {
      await this.until((sections) => Object.keys(sections).length);
    } finally {
      clearTimeout(late);
    }
    return this;
  }

  /** @param {string[]} because */
  #seen(because = []) {
    this.#wishes.hear(this.sections);
    for (const reader of this.#readers) reader(because);
  }

  /** @param {import("../web/wire/link.js").State} state */
  #becomes(state) {
    if (state === "live") for (const type of this.#wishes.repeated(this.sections)) this.#line.press(type);
    for (const reader of this.#readers) reader([]);
  }
}

/**
 * As a person, by their link. `name` is for somebody new on a shared link, whom a leader then confirms.
 * In a browser only a page of the server's own can; another one has its server draw tickets.
 * @param {string} link
 * @param {{name?: string}} how
 */
export async function connect(link, { name } = {}) {
  const parts = linkOf(link);
  const pass = new Pass({ ...parts, name });
  const { room } = await pass.open();
  return new Room(parts.server, room, world(() => pass.ticket(), { Origin: parts.server })).begin();
}

/**
 * As a person whose pass somebody else keeps. `draw` is asked for a new ticket whenever one is needed;
 * `origin` is the one that it was drawn from, which a browser says by itself.
 * @param {string} server
 * @param {string} room
 * @param {() => Promise<string>} draw
 * @param {{origin?: string}} how
 */
export function connectByTicket(server, room, draw, { origin } = {}) {
  const url = serverOf(server);
  return new Room(url, room, world(draw, { Origin: origin ?? url })).begin();
}

/**
 * As a machine, by an API key with `room:read` for it, and `room:lead` to press in it. Never in a page: a
 * key is no person's, and whoever reads the page has it.
 * @param {string} server
 * @param {string} room
 * @param {string} key
 */
export function connectByKey(server, room, key) {
  const headers = { Authorization: `Bearer ${key}` };
  return new Room(serverOf(server), room, world(async () => "", headers)).begin();
}
