/**
 * One's own microphone or camera: what the call says of it, and what one's own hand said last. Both
 * must have opened it. Nothing else ever does, neither a release nor a connection that comes back.
 */

/** @typedef {"open" | "closed" | "locked"} Is */

export class Shutter {
  /** As the call says. @type {Is} */
  is = "closed";
  /** By one's own hand, and by nothing since. */
  isWished = false;
  /** Whether the room keeps it closed, which may be known before the call says so. */
  #isKept = false;
  /** Whether one's own hand closed what the call has not said to be closed yet. */
  #isClosing = false;

  get isOpen() {
    return this.is === "open" && this.isWished && !this.#isKept;
  }

  /** What is said on the screen. @returns {Is} */
  get shown() {
    if (this.isOpen) return "open";
    return this.is === "locked" || this.#isKept ? "locked" : "closed";
  }

  /** One's own hand has closed it, and tells the call. */
  close() {
    this.isWished = false;
    this.#isClosing = this.is === "open";
  }

  /**
   * The call has said what it is. The word that answers one's own closing takes no later wish away: the
   * call hears both in order, and opens it next.
   * @param {Is} is
   */
  hear(is) {
    const isTaken = is === "locked" || (is === "closed" && this.is === "open" && !this.#isClosing);
    if (isTaken) this.isWished = false;
    if (is !== "open") this.#isClosing = false;
    this.is = is;
  }

  /** The room keeps it closed, or no longer; whether that is new. @param {boolean} isKept */
  keep(isKept) {
    const isNew = isKept !== this.#isKept;
    if (isKept && isNew) this.isWished = false;
    this.#isKept = isKept;
    return isNew;
  }

  /** What was wished cannot be. */
  refuse() {
    if (this.is === "locked") this.isWished = false;
  }

  /** The connection is gone, and the next begins closed. */
  reset() {
    this.is = "closed";
    this.isWished = this.#isClosing = false;
  }
}
