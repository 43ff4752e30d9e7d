/**
 * One bot of a rehearsal: it comes in by a link of its own, as anybody does, and follows the rules.
 *
 * Whatever it does is begun by a frame that it heard, never by a timer that begins the next timer:
 * browsers slow such chains down to one step a minute in a tab that nobody looks at.
 */

import { next } from "./company.js";
import { enter } from "../wire/door.js";
import { Line } from "../wire/line.js";
import { browserWorld } from "../wire/world.js";

/** @typedef {import("../wire/line.js").Listeners} Listeners */
/**
 * @typedef {object} Doorway what a bot needs of the world, so that tests hold the time
 * @property {(secret: string) => Promise<{path: string}>} enter rejects with a `Refusal`
 * @property {(path: string, listeners: Listeners) => Line} connect
 * @property {(work: () => void, ms: number) => any} after
 * @property {(timer: any) => void} forget
 */

/** Milliseconds before it knocks again where nobody answered. */
const AGAIN = 2_000;
const OVER = ["closed", "room_closed"];

/** @param {string} room @returns {Doorway} */
export function doorway(room) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return {
    enter: (secret) => enter(secret, room),
    connect: (path, listeners) =>
      new Line({ room, url: `${scheme}://${location.host}/ws`, world: browserWorld(path), ...listeners }),
    after: (work, ms) => setTimeout(work, ms),
    forget: (timer) => clearTimeout(timer),
  };
}

export class Bot {
  /** @type {Line | null} */
  line = null;
  /** Whether it has seen the end of the meeting. */
  hasSeenEnd = false;
  #isLeaving = false;
  #isPressing = false;
  /** What it is about to do. @type {{type: string, timer: any} | null} */
  #coming = null;
  /** What it has pressed in the step it sees. @type {Set<string>} */
  #pressed = new Set();
  #step = "";

  /** @param {{secret: string, place: import("./company.js").Place, world: Doorway, onChange: () => void}} given */
  constructor({ secret, place, world, onChange }) {
    this.secret = secret;
    this.place = place;
    this.world = world;
    this.onChange = onChange;
  }

  /** Whether it sits in the circle, as far as is known now. */
  get isIn() {
    return Boolean(this.line?.isLive && this.#sections.you?.standing === "seated");
  }

  /** @returns {import("../wire/view.js").Sections} */
  get #sections() {
    return this.line?.view.sections ?? {};
  }

  /** Open its link and take its seat; knocks until somebody answers. */
  async comeIn() {
    if (this.#isLeaving) return;
    try {
      const { path } = await this.world.enter(this.secret);
      if (!this.#isLeaving) this.#connect(path);
    } catch (thrown) {
      this.#turnedAway(/** @type {import("../wire/door.js").Refusal} */ (thrown));
    }
  }

  /** @param {string} path */
  #connect(path) {
    const look = () => this.#look();
    this.line = this.world.connect(path, { onView: look, onState: look });
    this.line.start();
  }

  /** @param {import("../wire/door.js").Refusal} refusal */
  #turnedAway({ code, retry = true }) {
    if (retry) this.world.after(() => this.comeIn(), AGAIN);
    else this.hasSeenEnd = OVER.includes(code);
    this.onChange();
  }

  /** Say that it has to go, and go; once it is heard, where the line is cut just now. */
  async leave() {
    this.#isLeaving = true;
    this.#drop();
    if (!this.line || this.line.state === "stopped") return;
    await this.line.press("leave");
    this.line.stop("left");
    this.onChange();
  }

  /** The tab is looked at again, or the machine is online. */
  wake() {
    this.line?.wake();
  }

  // What it sees, and does ----------------------------------------------------------------------

  #look() {
    const { line } = this;
    if (!line) return;
    if (this.#sections.phase?.phase === "ended" || OVER.includes(line.reason)) this.#end(line);
    else this.#consider(line);
    this.onChange();
  }

  /** @param {Line} line */
  #end(line) {
    this.#drop();
    if (this.hasSeenEnd) return;
    this.hasSeenEnd = true;
    line.stop("closed");
  }

  /** @param {Line} line */
  #consider(line) {
    const act = this.#next(line);
    if (this.#coming && this.#coming.type === act?.type) return;
    this.#drop();
    if (act) this.#coming = { type: act.type, timer: this.world.after(() => this.#act(line), act.after) };
  }

  /** @param {Line} line */
  #next(line) {
    if (!line.isLive || this.#isPressing || this.#isLeaving) return null;
    const step = this.#sections.phase?.step ?? "";
    if (step !== this.#step) this.#pressed.clear();
    this.#step = step;
    return next(this.place, this.#sections, this.#pressed);
  }

  #drop() {
    if (this.#coming) this.world.forget(this.#coming.timer);
    this.#coming = null;
  }

  /** @param {Line} line */
  async #act(line) {
    this.#coming = null;
    const act = this.#next(line);
    if (!act) return;
    this.#isPressing = true;
    const answer = await line.press(act.type, act.fields);
    this.#isPressing = false;
    if (answer.t === "done") this.#pressed.add(act.type);
    this.#look();
  }
}
