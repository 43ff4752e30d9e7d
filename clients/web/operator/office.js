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
  isBusy = false;
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

  /**
   * Do something that the server may refuse; one thing at a time.
   * @param {(api: Api) => Promise<unknown>} work
   */
  async attempt(work) {
    if (!this.api || this.isBusy) return;
    this.refusal = null;
    this.complaint = "";
    this.isBusy = true;
    this.onChange();
    try {
      await work(this.api);
    } catch (thrown) {
      this.refused(thrown);
    } finally {
      this.isBusy = false;
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
