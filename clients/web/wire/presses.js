/** Presses without an answer yet: each keeps its id, and is sent again after a reconnection. */

/** @typedef {Record<string, any>} Frame */
/** @typedef {import("./view.js").Sections} Sections */
/** @typedef {{frame: Frame, answer: (frame: Frame) => void, isMeant?: (sections: Sections) => boolean, isUnsure?: boolean, held?: string}} Waiting */

/** Milliseconds until a press is tried again where the refusal names none. */
const USUAL = 1_000;

export class Presses {
  /** @type {Map<string, Waiting>} */
  #waiting = new Map();

  /**
   * Keep a press until it is answered; the promise is of `done` or `refused`.
   * @param {Frame} frame a `do` with its id
   * @param {(sections: Sections) => boolean} [isMeant] whether it still means what it did, after a while without a line
   * @returns {Promise<Frame>}
   */
  add(frame, isMeant) {
    return new Promise((answer) => this.#waiting.set(frame.id, { frame, answer, isMeant }));
  }

  /** The line is back: what to send again at once. What may mean something else by now waits for the first sight. */
  back() {
    for (const one of this.unanswered()) one.isUnsure = Boolean(one.isMeant);
    return this.unanswered().filter((one) => !one.isUnsure);
  }

  /** What is still meant in the meeting as it is, to be sent again; the rest is refused as stale. @param {Sections} sections */
  meant(sections) {
    const unsure = this.unanswered().filter((one) => one.isUnsure);
    for (const one of unsure) {
      one.isUnsure = false;
      if (!one.isMeant?.(sections)) this.hear({ t: "refused", id: one.frame.id, code: "stale", retry: false });
    }
    return unsure.filter((one) => this.#waiting.has(one.frame.id));
  }

  /**
   * Hear an answer; whether it was to one of ours.
   * @param {Frame} frame
   */
  hear(frame) {
    const found = this.#waiting.get(frame.id);
    if (!found) return false;
    this.#waiting.delete(frame.id);
    found.answer(frame);
    return true;
  }

  /**
   * A refusal that may be tried again: what to send, and after how many milliseconds; null for any
   * other answer, which is to be heard.
   * @param {Frame} frame
   */
  again({ id, code, retry, facts }) {
    const found = retry ? this.#waiting.get(id) : undefined;
    if (!found) return null;
    found.held = code;
    return { frame: found.frame, after: facts?.after_ms ?? USUAL };
  }

  /** Give up on all of them, saying why. @param {string} code */
  abandon(code) {
    for (const { frame } of this.unanswered()) {
      this.hear({ t: "refused", id: frame.id, code, retry: false });
    }
  }

  /** What nobody is to hear of any more. @param {string} type */
  withdraw(type) {
    for (const { frame } of this.unanswered()) {
      if (frame.type === type) this.hear({ t: "refused", id: frame.id, code: "lost", retry: false });
    }
  }

  /** In the order in which they were pressed. @returns {Waiting[]} */
  unanswered() {
    return [...this.#waiting.values()];
  }

  /** Why the first of those that were refused for the moment was; empty where none was. */
  get held() {
    return this.unanswered().find((one) => one.held)?.held ?? "";
  }

  get size() {
    return this.#waiting.size;
  }
}
