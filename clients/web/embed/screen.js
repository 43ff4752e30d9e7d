/**
 * A room on a screen that anybody may look at: the phase and the clock, by a machine's grant or key for
 * that alone. Nobody sits in it, nothing can be pressed.
 */

import { Line } from "../wire/line.js";
import { left } from "../wire/clock.js";
import { Overheard } from "../wire/overheard.js";
import { StreamSocket } from "../wire/stream.js";
import { BROWSER } from "../wire/world.js";

/** Whose view it is; one that shows more is not let in here. */
const AUDIENCE = "screen";
const A_KEY = "pbk_";

/**
 * Whether it is a machine's: a key, or a grant that names no role.
 * @param {string} grant
 */
export function isMachines(grant) {
  if (grant.startsWith(A_KEY)) return true;
  const [, claims = ""] = grant.split(".");
  try {
    return (JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))).role ?? null) === null;
  } catch {
    return false;
  }
}

export class Screen {
  /** @type {"opening" | "inside" | "stopped"} */
  stage = "opening";
  reason = "";
  /** Whether it was asked why it may not look any more. */
  #hasAsked = false;
  /** @type {any} */
  #tick = null;
  #line;

  /** @param {{room: string, grant: string, onChange: () => void, world?: Partial<import("../wire/world.js").World>}} given */
  constructor({ room, grant, onChange, world = {} }) {
    this.onChange = onChange;
    const headers = { Authorization: `Bearer ${grant}` };
    const wires = {
      listen: (/** @type {string} */ url) => /** @type {any} */ (new Overheard(url, headers, (code) => this.#line.stop(code))),
      post: () => Promise.reject(new TypeError("a screen presses nothing")),
    };
    const stream = (/** @type {import("../wire/stream.js").Cursor} */ at) => /** @type {any} */ (new StreamSocket(`/api/rooms/${room}`, at, wires));
    this.#line = new Line({
      room,
      url: "",
      world: { ...BROWSER, ticket: async () => "", open: () => stream(null), stream, ...world },
      onView: () => this.#seen(),
      onState: (state, reason) => this.#follows(state, reason),
    });
    this.#line.start();
  }

  get sections() {
    return this.#line.view.sections;
  }

  /** Whether what is on the screen is true now. */
  get isLive() {
    return this.#line.isLive;
  }

  /** The server's instant. */
  now() {
    return this.#line.now();
  }

  /** The page is seen again, or the machine is online. */
  wake() {
    this.#line.look();
    if (!this.isLive) this.#line.wake();
    this.#draw();
  }

  /** Look no more. */
  end() {
    clearTimeout(this.#tick);
    this.onChange = () => {};
    this.#line.stop("left");
  }

  #seen() {
    const [audience] = this.#line.view.name.split(".");
    if (audience && audience !== AUDIENCE) return this.#line.stop("forbidden");
    if (this.sections.phase) this.#at("inside");
  }

  /** @param {import("../wire/link.js").State} state @param {string} reason */
  #follows(state, reason) {
    if (state === "live") this.#hasAsked = false;
    if (state !== "stopped") return this.#draw();
    // A grant that has run out ends like one that was revoked: whoever comes again is told which.
    if (reason !== "revoked" || this.#hasAsked) return this.#at("stopped", reason);
    this.#hasAsked = true;
    this.#line.start();
  }

  /** @param {"inside" | "stopped"} stage @param {string} [reason] */
  #at(stage, reason = "") {
    [this.stage, this.reason] = [stage, reason];
    this.#draw();
  }

  /** Now, and whenever a digit changes. */
  #draw() {
    clearTimeout(this.#tick);
    this.onChange();
    const { clock } = this.sections;
    if (this.isLive && clock?.since && left(clock, 0) !== null) this.#tick = setTimeout(() => this.#draw(), 1_000 - (this.now() % 1_000));
  }
}
