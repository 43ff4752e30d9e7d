/** The operator at work: whose key, which part of the page, and what was refused last. */

import { Api } from "./api.js";
import { forget, remember, remembered } from "./key.js";
import { KeyRing } from "./key_ring.js";
import { Making } from "./making.js";
import { Rehearsing } from "./rehearsing.js";
import { RoomList } from "./room_list.js";
import { ShownCode } from "./shown_code.js";

/** @typedef {"make" | "rooms" | "keys"} Part */
/** @typedef {import("./api.js").Refusal} Refusal */

/** @type {Part[]} */
export const PARTS = ["make", "rooms", "keys"];
const NO_LONGER = ["bad_key", "forbidden"];

export class Office {
  /** @type {Api | null} */
  api = null;
  /** @type {Part} */
  part = "make";
  /** @type {Refusal | null} */
  refusal = null;
  /** What is wrong with a form before it is sent, in the reader's words. */
  complaint = "";
  /** How much was asked of the server and is not done yet. */
  #asked = 0;
  /** What was asked last. @type {Promise<unknown>} */
  #last = Promise.resolve();
  /** What was copied a moment ago. */
  copied = "";
  shownCode = new ShownCode(this);
  making = new Making(this);
  rehearsing = new Rehearsing(this);
  roomList = new RoomList(this);
  keyRing = new KeyRing(this);

  /** @param {{onChange: () => void}} given */
  constructor({ onChange }) {
    this.onChange = onChange;
  }

  /** A key of the address is newer than the one kept. @param {string} given */
  begin(given) {
    const key = given || remembered();
    return key ? this.open(key) : this.onChange();
  }

  /** @param {string} key */
  async open(key) {
    remember(key);
    this.api = new Api(key);
    await this.attempt(() => this.keyRing.load());
    if (this.api) await this.attempt(() => this.making.load());
  }

  forget() {
    forget();
    this.api = null;
    this.refusal = null;
    this.part = "make";
    this.rehearsing.close();
    this.shownCode = new ShownCode(this);
    this.making = new Making(this);
    this.roomList = new RoomList(this);
    this.keyRing = new KeyRing(this);
    this.onChange();
  }

  /** @param {Part} part */
  async go(part) {
    this.part = part;
    this.complaint = "";
    this.shownCode = new ShownCode(this);
    if (part === "rooms") return this.attempt(() => this.roomList.load());
    if (part === "keys") return this.attempt(() => this.keyRing.load());
    this.refusal = null;
    this.onChange();
  }

  get isBusy() {
    return this.#asked > 0;
  }

  /**
   * Do something that the server may refuse, once all that was asked before is done.
   * @param {(api: Api) => Promise<unknown>} work
   * @returns {Promise<boolean>} whether it was done
   */
  async attempt(work) {
    const { api } = this;
    if (!api) return false;
    this.refusal = null;
    this.complaint = "";
    this.#asked += 1;
    this.onChange();
    const done = this.#last.then(() => this.#do(work, api));
    this.#last = done.catch(() => {});
    return done;
  }

  /**
   * Do it unless something else is under way: what pressing twice would make twice.
   * @param {(api: Api) => Promise<unknown>} work
   */
  async attemptAlone(work) {
    return !this.isBusy && this.attempt(work);
  }

  /** With the key it was asked with, or not at all. @param {(api: Api) => Promise<unknown>} work @param {Api} api */
  async #do(work, api) {
    try {
      if (api !== this.api) return false;
      await work(api);
      return true;
    } catch (thrown) {
      if (api === this.api) this.refused(thrown);
      return false;
    } finally {
      this.#asked -= 1;
      this.onChange();
    }
  }

  /** What the page says beside the button that was pressed. @param {any} refusal */
  refused(refusal) {
    if (!refusal.code) throw refusal;
    if (NO_LONGER.includes(refusal.code)) this.forget();
    this.refusal = refusal;
    this.onChange();
  }

  /** @param {string} words what to mend in a form */
  complain(words) {
    this.complaint = words;
    this.onChange();
  }
}
