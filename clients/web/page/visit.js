/**
 * One person's visit to a room: how far they have come in, what they see and what they ask for.
 *
 * Kept in the browser are the room and the path of the pass, nothing of a meeting, no secret once inside.
 */

import { Line } from "../wire/line.js";
import { left } from "../wire/clock.js";
import { BROWSER, browserWorld, socketAddress } from "../wire/world.js";
import { BY_LINK } from "./by_link.js";
import { Calling } from "./calling.js";
import { Entering } from "./entering.js";
import { isKnown, meet } from "./known.js";
import { Lull } from "./lull.js";
import { Moves } from "./moves.js";
import { Whereabouts } from "./places.js";
import { Pressing } from "./pressing.js";
import { MeetingRecord } from "./record.js";
import { Wishes } from "../wire/wishes.js";

/** @typedef {"opening" | "naming" | "inside" | "left" | "stopped"} Stage */

export class Visit {
  /** @type {Stage} */
  stage = "opening";
  reason = ""; // why it stopped, or does not open yet
  /** @type {Line | null} */
  line = null;
  /** Observers whom this person objected to. @type {string[]} */
  objected = [];
  told = ""; // what a screen reader shall say next
  /** Whether somebody was removed by this hand, and what the call made of it was not read yet. */
  hasRemoved = false;
  /** Who that was: out here, their names stand nowhere else. @type {string[]} */
  removed = [];
  focusing = ""; // after the next drawing, as a selector
  wishes = new Wishes();
  pressing = new Pressing(this);
  calling = new Calling(this);
  lull = new Lull(BROWSER, () => this.onChange());
  #record = new MeetingRecord(() => this.onChange());
  /** The phase whose sentence was asked for all the same. */
  #wordy = "";
  path = ""; // below which the pass acts
  #role = "";
  #entering;
  #whereabouts = new Whereabouts();
  /** Whether they have been here by this line: who has not, and has left, comes after the end. */
  #wasHere = false;

  /** @param {{room: string, onChange: () => void, way?: import("./by_link.js").Way}} given */
  constructor({ room, onChange, way = BY_LINK }) {
    this.room = room;
    this.way = way;
    this.onChange = () => {
      this.focusing = this.#whereabouts.arrival(this) || this.focusing;
      this.calling.follow();
      onChange();
    };
    this.moves = new Moves(this);
    const onEntered = (/** @type {import("../wire/door.js").Entered} */ { role, path }) => this.#entered(role, path);
    const onRefused = (/** @type {import("../wire/door.js").Refusal} */ refusal) => this.#turnedAway(refusal);
    this.#entering = new Entering({ room, onEntered, onRefused }, { ...BROWSER, ...way });
  }

  // Coming in -----------------------------------------------------------------------------------

  /** @param {string} secret of the link, empty where the address has none */
  async open(secret) {
    if (secret) return this.#entering.open(secret);
    const path = this.way.remembered(this.room);
    if (!path) return this.#stop("pass_invalid");
    this.path = path;
    return this.way.hasLeft(this.room) ? this.#at("left") : this.#connect(path);
  }

  /** @param {string} name of somebody new */
  enter(name) {
    return this.#entering.ask(name);
  }

  /**
   * @param {string} role
   * @param {string} path
   */
  #entered(role, path) {
    this.#role = role;
    this.#connect(path);
  }

  /** @param {import("../wire/door.js").Refusal} refusal */
  #turnedAway({ code, retry }) {
    if (code === "name_needed") return this.#at("naming");
    return retry ? this.#at(this.stage, code) : this.#stop(code);
  }

  /** @param {string} path */
  #connect(path) {
    this.way.remember(this.room, path);
    this.path = path;
    this.#wasHere = false;
    this.line = new Line({
      room: this.room,
      url: socketAddress(),
      world: browserWorld(path),
      onView: () => this.#seen(),
      onState: (state, reason) => this.#followed(state, reason),
    });
    this.#at("inside");
    this.line.start();
  }

  /**
   * @param {import("../wire/link.js").State} state
   * @param {string} reason
   */
  #followed(state, reason) {
    this.lull.follow({ isLive: this.isLive, isOld: state === "stopped" || Boolean(this.line?.isOld) });
    if (state === "live") for (const type of this.wishes.repeated(this.sections)) this.line?.press(type);
    this.moves.follow(state);
    if (state === "stopped") return this.#stop(reason);
    this.onChange();
  }

  #seen() {
    if (this.you?.standing === "departed") return void setTimeout(() => this.#depart(), this.wishes.isGoing || !this.#wasHere ? 0 : MERGING);
    this.#wasHere ||= Boolean(this.you);
    this.moves.hear();
    this.pressing.hear();
    this.wishes.hear(this.sections);
    if (this.hasEnded) this.way.forgetElsewhere(this.room);
    if (this.hasEnded && this.you?.role === "leader") this.#record.open(this.path);
    this.onChange();
  }

  /** They had to go: the line is let go of, or the next `hello` would bring them in again. */
  #depart() {
    if (!this.isLive || this.you?.standing !== "departed") return;
    if (this.#wasHere) this.way.leaves(this.room);
    this.line?.stop(this.#wasHere ? "left" : "closed");
  }

  /** Who had to go comes in again, without the link. */
  comeBack() {
    this.#connect(this.path);
  }

  /** The person wants to be here, and not in the other window. */
  beHere() {
    this.#at("inside");
    this.line?.start();
  }

  /** @param {string} reason */
  #stop(reason) {
    if (reason === "left") return this.#at("left");
    if (FINAL.includes(reason)) this.way.forget(this.room);
    const isOver = reason === "closed" || reason === "room_closed";
    if (isOver && this.path && (this.you?.role ?? this.#role) === "leader") this.#record.open(this.path);
    this.#at(isOver && this.hasEnded ? "inside" : "stopped", reason);
  }

  /**
   * @param {Stage} stage
   * @param {string} reason
   */
  #at(stage, reason = "") {
    this.stage = stage;
    this.reason = reason;
    this.onChange();
  }

  // Seeing --------------------------------------------------------------------------------------

  /** @returns {import("../wire/view.js").Sections} */
  get sections() {
    return this.line?.view.sections ?? {};
  }

  get you() {
    return this.sections.you;
  }

  /** Whether what is on the screen is true now. */
  get isLive() {
    return this.line?.isLive ?? false;
  }

  get isAway() {
    return this.wishes.isAway;
  }

  /** Who was there, once the meeting has ended, for leaders; null while it is not read. */
  get record() {
    return this.#record.read;
  }

  /** The server's instant. */
  now() {
    return this.line?.now() ?? Date.now();
  }

  /** Whether there are digits on the screen that change by the second. */
  get hasDigits() {
    return this.isLive && left(this.sections.clock, 0) !== null && Boolean(this.sections.clock?.since);
  }

  /**
   * Whether the phase needs no more than its name on this person's screen.
   * @param {string} phase
   */
  knows(phase) {
    meet(phase);
    return isKnown(phase) && this.#wordy !== phase;
  }

  /** The sentence of this phase, all the same. */
  tellMore() {
    this.#wordy = this.sections.phase.phase;
    this.onChange();
  }

  get hasEnded() {
    return this.sections.phase?.phase === "ended";
  }

  /** @param {string} capacity */
  actsAs(capacity) {
    return (this.you?.acts_as ?? []).includes(capacity);
  }

  // Asking --------------------------------------------------------------------------------------

  /**
   * Press; what is refused is said on the screen for a while.
   * @param {string} type
   * @param {Record<string, any>} [fields]
   * @param {import("./pressing.js").How} [how]
   */
  press(type, fields = {}, how = {}) {
    return this.pressing.press(type, fields, how);
  }

  /** What the person is being asked on their own screen: `leave`, `come_back_in` … */
  get asking() {
    return this.pressing.asking;
  }

  /** What another leader's case asks to be confirmed. */
  get confirming() {
    return this.pressing.confirming;
  }

  /** @param {string[]} people who were there */
  async confirmAttendance(people) {
    try {
      await this.#record.confirm(this.path, people);
    } catch (refusal) {
      this.pressing.refuse(/** @type {any} */ (refusal).code);
    }
  }

  /** @param {string[]} observers */
  async object(observers) {
    for (const person of observers) {
      const answer = await this.press("object_to_observer", { person });
      if (answer?.t === "done") this.objected = [...this.objected, person];
    }
    this.onChange();
  }

  /** Say something to a screen reader. @param {string} words */
  tell(words) {
    this.told = words;
    this.onChange();
  }

  /** Ask on this screen before pressing; the keyboard stands on the no. @param {string} what */
  ask(what) {
    this.pressing.asking = what;
    this.focusing = what ? "[data-asked] button.plain" : "";
    this.onChange();
  }

  /** What the call makes of a removal is to be read, or has been. @param {boolean} isSo @param {string} [name] who is out */
  readRemoval(isSo, name = "") {
    this.hasRemoved = isSo;
    this.removed = isSo ? [...this.removed, name] : [];
    this.focusing = isSo ? "[data-receipt] button" : "";
    this.onChange();
  }
}

/** Milliseconds in which the server has who turned out to be somebody we know come back as them: they did not go. */
const MERGING = 1_000;
/** Endings after which this browser has no more to do with the room. */
const FINAL = ["revoked", "removed", "closed", "room_closed", "link_revoked", "link_expired", "pass_expired", "pass_invalid"];
