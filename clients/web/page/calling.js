/**
 * The call in the page of a meeting that is heard through it. Nothing of it is loaded elsewhere; what
 * the room says of this person is passed on to it here, and nothing else.
 */

import { browserWorld } from "../wire/world.js";
import { placeOf } from "./places.js";

/** @typedef {import("./visit.js").Visit} Visit */
/** @typedef {{call: import("../call/call.js").Call, level: import("../call/level.js").Level, views: typeof import("../view/call/views.js")}} Loaded */

/** Where a person is in the call, and where they may be again. */
const INSIDE = ["circle", "away"];
/** Who has gone comes in by their own hand again. */
const GONE = ["left", "ended"];
/** What a reconnecting page does not know yet ends no call. */
const UNSURE = ["opening"];

export class Calling {
  /** @type {Loaded | null} */
  loaded = null;
  #isLoading = false;
  /** Whether their chair stood back when it was last looked at, with the camera off. */
  #wasUnseen = false;
  /** Whether their own hand has brought them in, until they leave. */
  hasJoined = false;

  /** @param {Visit} visit */
  constructor(visit) {
    this.visit = visit;
  }

  get call() {
    return this.loaded?.call ?? null;
  }

  get views() {
    return this.loaded?.views ?? null;
  }

  /** Whether this page has keys for one's own microphone and camera. */
  get hasKeys() {
    return this.hasJoined && Boolean(this.call);
  }

  /** Whether sound, microphone and camera are this page's. */
  get isOurs() {
    return this.visit.way.takesPart && this.visit.sections.room?.call === "built_in";
  }

  /** After every change: waits for no drawing, for a page that nobody looks at draws nothing. */
  follow() {
    const { visit, call } = this;
    const place = placeOf(visit);
    if (!INSIDE.includes(place)) return UNSURE.includes(place) ? undefined : this.#leave(place);
    if (!this.isOurs) return;
    if (!call) return void this.#load();
    call.hush(visit.isAway);
    call.keep(isKeptClosed(visit));
    this.#hide(call);
    if (this.hasJoined && call.line.state === "idle") call.join([]);
  }

  /** By their own hand. @param {import("../call/call.js").Own[]} open */
  join(open) {
    this.hasJoined = true;
    this.loaded?.level.stop();
    this.call?.join(open);
    this.visit.onChange();
  }

  /** The page is seen again, or the machine is online. */
  wake() {
    this.call?.line.wake();
  }

  /** By their own hand; who sits back has said so for the others too. @param {boolean} isOn */
  async camera(isOn) {
    const { call, visit } = this;
    if (!call?.line.isLive) return;
    if (isOn) await call.open("camera");
    else call.close("camera");
    if (visit.you.chair === "sitting_back" && (visit.you.camera !== false) !== isOn) await visit.press("choose_camera", { on: isOn });
  }

  /** Who sits back unseen, as they chose. What their hand opens after that stays open. @param {import("../call/call.js").Call} call */
  #hide(call) {
    const { you } = this.visit;
    const isUnseen = you.chair === "sitting_back" && you.camera === false;
    const isNew = isUnseen && !this.#wasUnseen;
    this.#wasUnseen = isUnseen;
    if (isNew) call.close("camera");
  }

  async #load() {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const { visit } = this;
    const all = await modules()
      .catch(() => null) // not reached: whatever changes next asks again
      .finally(() => (this.#isLoading = false));
    if (!all || !visit.you) return;
    const [{ Call }, { Level }, { callAddress, callWorld }, views] = all;
    const onChange = () => visit.onChange();
    const line = { room: visit.room, url: callAddress(), world: browserWorld(visit.path) };
    const onLocked = () => visit.you?.chair === "sitting_back" && visit.ask("come_back_in");
    const call = new Call({ person: visit.you.person, line, world: callWorld(), onChange, onLocked });
    this.loaded = { call, level: new Level(onChange), views };
    visit.onChange();
  }

  /** Everything is closed, and nothing of it kept. Who only waits at the door is back in the call afterwards, closed. @param {string} place */
  #leave(place) {
    if (GONE.includes(place)) this.hasJoined = false;
    const { loaded } = this;
    this.loaded = null; // before it ends, for its end is told to us as well
    loaded?.call.leave("left");
    loaded?.level.stop();
  }
}

/** Whether the room keeps this person's microphone closed, as far as the page knows. @param {Visit} visit */
export function isKeptClosed({ you, sections: { floor, enforcement } }) {
  return floor?.seats[you.person]?.floor === "locked" && !enforcement?.opened.includes(you.person);
}

const modules = () => Promise.all([import("../call/call.js"), import("../call/level.js"), import("../call/world.js"), import("../view/call/views.js")]);
