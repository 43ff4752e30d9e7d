/**
 * One person's part in the call: one socket, what they send, what they hear. Microphone and camera are
 * open only by their own hand and while the call says so; whatever begins anew begins closed.
 */

import { Devices } from "./devices.js";
import { Hearing } from "./hearing.js";
import { CallLine } from "./line.js";
import { Pictures } from "./pictures.js";
import { Sending } from "./sending.js";
import { Shutter } from "./shutter.js";
import { Sounds } from "./sounds.js";
import { Watch } from "./watch.js";

/** @typedef {import("./sending.js").Kind} Kind */
/** @typedef {"microphone" | "camera"} Own */

/** What each of a person's own is, as streams are called. @type {Record<Own, Kind>} */
export const KIND = { microphone: "audio", camera: "video" };
/** @type {Own[]} */
const OWN = ["microphone", "camera"];

export class Call {
  /** @type {Record<Own, Shutter>} */
  own = { microphone: new Shutter(), camera: new Shutter() };
  isSoundOnly = false;
  /** Whether the page gave the pictures up itself, on a bad line. */
  #isByLine = false;
  /** Whether somebody can hear who should not. */
  #isHushed = false;
  /** What was wished before the call was reached. @type {Own[]} */
  #first = [];

  /**
   * @param {object} given
   * @param {string} given.person whose part it is
   * @param {{room: string, url: string, world: import("../wire/world.js").World}} given.line
   * @param {import("./world.js").CallWorld} given.world
   * @param {() => void} given.onChange
   * @param {() => void} given.onLocked their hand was on a microphone that is locked
   */
  constructor({ person, line, world, onChange, onLocked }) {
    this.person = person;
    this.onChange = onChange;
    this.onLocked = onLocked;
    const say = (/** @type {Record<string, any>} */ frame) => this.line.say(frame);
    const onFailed = () => this.line.again();
    this.line = new CallLine({ ...line, onFrame: (frame) => this.#hear(frame), onLost: () => this.#lost(), onState: () => this.#moved() });
    this.sending = new Sending({ connect: world.connect, say, onFailed });
    this.hearing = new Hearing({ connect: world.connect, say, onFailed, onChange: () => this.#follow() });
    this.sounds = new Sounds({ ...world, onChange });
    this.pictures = new Pictures({ ...world, world: line.world, onChange });
    const stats = async () => [...(await this.sending.stats()), ...(await this.hearing.stats())];
    this.watch = new Watch({ world: line.world, stats, onTurn: () => this.#turned() });
    this.devices = new Devices(world.media, { onChange: () => this.#see(), onEnded: (kind) => this.#unplugged(kind) });
  }

  // Coming and going ------------------------------------------------------------------------------

  /** @param {Own[]} open what shall be open from the first, by their own hand */
  join(open) {
    this.#first = open;
    for (const own of open) this.own[own].isWished = true; // what was looked at before stays on
    this.line.start();
  }

  /** @param {string} reason */
  leave(reason) {
    this.line.stop(reason);
  }

  #moved() {
    if (this.line.state === "stopped") for (const own of OWN) this.devices.close(KIND[own]);
    this.onChange();
  }

  /** Whether they want to be in it, reached or not. */
  get isIn() {
    return !["idle", "stopped"].includes(this.line.state);
  }

  /** No pictures either way, or others' again; by their own hand. The microphone stays as it is. @param {boolean} isSo */
  soundOnly(isSo) {
    this.#isByLine = false;
    this.#spare(isSo);
  }

  /** What the line is, of which the pictures were taken; empty where that was nobody's or their own doing. */
  get spared() {
    return this.isSoundOnly && this.#isByLine ? this.watch.is : "";
  }

  /** Pictures go by themselves where the line has become bad, and come back by a hand alone. */
  #turned() {
    if (this.watch.is === "good" || this.isSoundOnly) return this.onChange();
    this.#isByLine = true;
    this.#spare(true);
  }

  /** @param {boolean} isSo */
  #spare(isSo) {
    this.isSoundOnly = isSo;
    this.line.say({ t: "pictures", on: !isSo });
    if (isSo) {
      this.devices.close("video");
      this.close("camera");
    }
    this.#see();
  }

  // One's own -------------------------------------------------------------------------------------

  /** By their own hand. @param {Own} own */
  async press(own) {
    if (!this.line.isLive) return;
    if (own === "microphone" && this.own.microphone.shown === "locked") this.onLocked();
    if (this.own[own].isOpen) this.close(own);
    else await this.open(own);
  }

  /** By their own hand. @param {Own} own */
  async open(own) {
    const shutter = this.own[own];
    shutter.isWished = true;
    const track = await this.devices.open(KIND[own]);
    if (!shutter.isWished || !track) return this.close(own);
    this.#say(own, true);
    this.#settle();
  }

  /** At once, whoever hears of it. @param {Own} own */
  close(own) {
    this.own[own].close();
    this.#say(own, false);
    this.#settle();
  }

  /** The room keeps the microphone closed, or no longer. @param {boolean} isKept */
  keep(isKept) {
    if (this.own.microphone.keep(isKept)) this.#settle();
  }

  /** Somebody can hear who should not: nothing is heard, and nothing sent. @param {boolean} isSo */
  hush(isSo) {
    if (isSo === this.#isHushed) return;
    this.#isHushed = isSo;
    this.sounds.silence(isSo);
    if (!isSo) return;
    for (const own of OWN) {
      this.devices.close(KIND[own]);
      this.close(own);
    }
  }

  /** @param {Kind} kind @param {string} id */
  async choose(kind, id) {
    await this.devices.choose(kind, id);
    this.#settle();
  }

  // Hearing ---------------------------------------------------------------------------------------

  /** @param {Record<string, any>} frame */
  #hear(frame) {
    HEARD[frame.t]?.(this, frame);
  }

  /** @param {Record<string, any>} frame */
  async welcome({ ice_servers }) {
    this.hearing.begin(ice_servers);
    this.watch.start();
    if (this.isSoundOnly) this.line.say({ t: "pictures", on: false });
    // Said before there is anything that could be locked: who comes in has not tried to open it.
    for (const own of this.#firstOpen()) await this.open(own);
    await this.sending.begin(ice_servers, ["audio", "video"]);
  }

  #firstOpen() {
    const first = this.#first.filter((own) => !this.#isHushed && (own === "microphone" || !this.isSoundOnly));
    this.#first = [];
    return first;
  }

  /** @param {Own} own @param {import("./shutter.js").Is} is */
  told(own, is) {
    this.own[own].hear(is);
    this.#settle();
  }

  /** @param {string} code */
  refused(code) {
    if (code === "call_unavailable") return this.line.again();
    if (code !== "locked") return;
    const { microphone } = this.own;
    if (microphone.isWished && microphone.is === "locked" && !this.#isHushed) this.onLocked();
    for (const own of OWN) this.own[own].refuse();
    this.onChange();
  }

  #lost() {
    for (const own of OWN) this.own[own].reset();
    this.watch.stop();
    this.sending.end();
    this.hearing.end();
    this.#follow();
    this.#settle();
  }

  /** @param {Kind} kind */
  async #unplugged(kind) {
    const own = kind === "audio" ? "microphone" : "camera";
    delete this.devices.chosen[kind];
    if (this.own[own].isWished) await this.open(own);
    else this.#settle();
  }

  /** @param {Own} own @param {boolean} open */
  #say(own, open) {
    this.line.say({ t: own, open });
  }

  #follow() {
    this.sounds.follow(this.hearing.people);
    this.#see();
  }

  /** What each device does follows from what is open. */
  #settle() {
    if (!this.isIn) return this.onChange();
    if (!this.own.camera.isWished) this.devices.close("video");
    for (const own of OWN) {
      const track = this.devices.tracks[KIND[own]] ?? null;
      if (track) track.enabled = this.own[own].isOpen;
      this.sending.feed(KIND[own], track);
    }
    this.#see();
  }

  /** Oneself too, before one has joined as well, which is then seen by nobody else. */
  #see() {
    const seen = this.isSoundOnly ? [] : this.hearing.people;
    const tracks = [...seen].map(([person, { video }]) => /** @type {const} */ ([person, video]));
    this.pictures.follow(new Map([...tracks, [this.person, this.devices.tracks.video]]));
    this.onChange();
  }
}

/** What each frame of the call does; others are ignored. @type {Record<string, (call: Call, frame: any) => void>} */
const HEARD = {
  welcome: (call, frame) => void call.welcome(frame),
  answer: (call, { sdp }) => void call.sending.answer(sdp),
  offer: (call, frame) => void call.hearing.take(frame),
  microphone: (call, { is }) => call.told("microphone", is),
  camera: (call, { is }) => call.told("camera", is),
  refused: (call, { code }) => call.refused(code),
};
