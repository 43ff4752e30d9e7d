/**
 * One person's visit to a room: how far they have come in, what they see and what they ask for.
 *
 * Kept in the browser are the room and the path of the pass, no secret and nothing of a meeting.
 */

import { command, enter, readRecord } from "../wire/door.js";
import { Line } from "../wire/line.js";
import { left } from "../wire/clock.js";
import { browserWorld } from "../wire/world.js";
import { isKnown, meet } from "./known.js";
import { Moves } from "./moves.js";
import { forget, remember, remembered } from "./remembered.js";

/** @typedef {"opening" | "naming" | "inside" | "stopped"} Stage */

export class Visit {
  /** @type {Stage} */
  stage = "opening";
  /** Why it stopped, or what was wrong with the last press. */
  reason = "";
  /** @type {Line | null} */
  line = null;
  /** Observers whom this person objected to. @type {string[]} */
  objected = [];
  /** Said "I could present", where the plan shows it to leaders alone. */
  isVolunteering = false;
  /** What a screen reader shall say next. */
  told = "";
  /** What the person is being asked on their own screen: `leave`, `come_back_in` … */
  asking = "";
  /** What another leader's case asks to be confirmed. @type {{type: string, fields: Record<string, any>, facts: any} | null} */
  confirming = null;
  /** Wishes that a page repeats after each `welcome`. */
  #wishes = { needsLeader: false, isAway: false };
  #secret = "";
  #wordy = "";
  #path = "";
  #role = "";
  #isEntering = false;
  #hasSeenOwn = false;
  #isReading = false;
  /** What to focus after the next drawing, as a selector. */
  focusing = "";
  /** Who was there, once the meeting has ended, for leaders. @type {any} */
  record = null;

  /** @param {{room: string, onChange: () => void}} given */
  constructor({ room, onChange }) {
    this.room = room;
    this.onChange = onChange;
    this.moves = new Moves(this);
  }

  // Coming in -----------------------------------------------------------------------------------

  /** @param {string} secret of the link, empty where the address has none */
  async open(secret) {
    this.#secret = secret;
    if (secret) return this.enter();
    const path = remembered(this.room);
    return path ? this.#connect(path) : this.#stop("pass_invalid");
  }

  /** @param {string} [name] for somebody new */
  async enter(name) {
    if (this.#isEntering) return;
    this.#isEntering = true;
    try {
      const entered = await enter(this.#secret, this.room, name);
      this.#secret = "";
      this.#role = entered.role;
      remember(this.room, entered.path);
      this.#connect(entered.path);
    } catch (refusal) {
      this.#isEntering = false;
      this.#turnedAway(/** @type {any} */ (refusal), name);
    }
  }

  /**
   * @param {import("../wire/door.js").Refusal} refusal
   * @param {string} [name]
   */
  #turnedAway({ code, retry = true }, name) {
    if (code === "name_needed") return this.#at("naming");
    if (!retry) return this.#stop(code);
    this.#at(this.stage, "unavailable");
    setTimeout(() => this.enter(name), 1_000 + 2_000 * Math.random());
  }

  /** @param {string} path */
  #connect(path) {
    this.#path = path;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.line = new Line({
      room: this.room,
      url: `${scheme}://${location.host}/ws`,
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
    if (state === "live") this.#repeat();
    else this.moves.drop();
    if (state === "stopped") return this.#stop(reason);
    this.onChange();
  }

  #seen() {
    this.moves.hear();
    this.#hearOwn();
    if (this.hasEnded && this.you?.role === "leader") this.#readRecord();
    if (this.sections.phase?.phase !== "select") this.isVolunteering = false;
    this.onChange();
  }

  /** What the server still has of this person's wishes, after a reload; and which were answered. */
  #hearOwn() {
    const { own } = this.sections;
    if (!own) return;
    if (!this.#hasSeenOwn && own.away) this.#wishes.isAway = true;
    this.#hasSeenOwn = true;
    if (own.need?.seen_by.length) this.#wishes.needsLeader = false;
  }

  /** The person wants to be here, and not in the other window. */
  beHere() {
    this.#at("inside");
    this.line?.start();
  }

  /** @param {string} reason */
  #stop(reason) {
    if (FINAL.includes(reason)) forget(this.room);
    const isOver = reason === "closed" || reason === "room_closed";
    if (isOver && this.#path && (this.you?.role ?? this.#role) === "leader") this.#readRecord();
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
    return this.#wishes.isAway;
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
   * Press; what is refused is said on the screen until the next press.
   * @param {string} type
   * @param {Record<string, any>} [fields]
   * @param {{seen?: import("../wire/view.js").Sections}} [how] what was on the screen at the press
   */
  async press(type, fields = {}, how = {}) {
    if (!this.line) return null;
    this.asking = "";
    this.reason = "";
    this.confirming = null;
    this.#wish(type, true);
    this.onChange();
    const answer = await this.line.press(type, fields, how);
    if (answer.t === "refused") {
      this.#wish(type, false);
      if (answer.code === "confirm_needed") this.confirming = { type, fields, facts: answer.facts };
      else this.reason = answer.code;
    }
    this.onChange();
    return answer;
  }

  async #readRecord() {
    if (this.record || this.#isReading) return;
    this.#isReading = true;
    this.record = await readRecord(this.#path).catch(() => null);
    this.#isReading = false;
    this.onChange();
  }

  /** @param {string[]} people who were there */
  async confirmAttendance(people) {
    const frame = { t: "do", id: crypto.randomUUID(), type: "confirm_attendance", people };
    try {
      await command(this.#path, frame);
      this.record = null;
      await this.#readRecord();
    } catch (refusal) {
      this.#at(this.stage, /** @type {any} */ (refusal).code);
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

  /** Ask on this screen before pressing. @param {string} what */
  ask(what) {
    this.asking = what;
    this.focusing = what ? "[data-asked] button" : "";
    this.onChange();
  }

  /**
   * @param {string} type
   * @param {boolean} isSo
   */
  #wish(type, isSo) {
    if (type === "need_leader") this.#wishes.needsLeader = isSo;
    if (type === "someone_can_hear") this.#wishes.isAway = isSo;
    if (type === "alone_again") this.#wishes.isAway = !isSo;
    if (type === "volunteer") this.isVolunteering = isSo;
    if (type === "no_longer_volunteer") this.isVolunteering = !isSo;
  }

  #repeat() {
    const seen = this.sections.own?.need?.seen_by ?? [];
    if (this.#wishes.needsLeader && !seen.length) this.line?.press("need_leader");
    if (this.#wishes.isAway) this.line?.press("someone_can_hear");
  }
}

/** Endings after which this browser has no more to do with the room. */
const FINAL = ["revoked", "removed", "closed", "room_closed", "link_revoked", "link_expired"];
