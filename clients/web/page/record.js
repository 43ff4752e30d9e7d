/** Who was there, once the meeting has ended: read and confirmed by its leaders, without a line. */

import { command, readRecord } from "../wire/door.js";

export class MeetingRecord {
  /** As the server keeps it, null while it is not read. @type {any} */
  read = null;
  #isReading = false;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
  }

  /**
   * Read it, once.
   * @param {string} path below which the pass acts
   */
  async open(path) {
    if (this.read || this.#isReading) return;
    this.#isReading = true;
    this.read = await readRecord(path).catch(() => null);
    this.#isReading = false;
    this.onChange();
  }

  /**
   * Say who was there; rejects with a `Refusal`.
   * @param {string} path below which the pass acts
   * @param {string[]} people
   */
  async confirm(path, people) {
    await command(path, { t: "do", id: crypto.randomUUID(), type: "confirm_attendance", people });
    this.read = null;
    await this.open(path);
  }
}
