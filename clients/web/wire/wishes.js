/**
 * What a person has asked for that the server may forget: it is repeated after each `welcome`, and
 * shown from here where no section shows it (docs/protocol.md, "What a client must do").
 */

/** @typedef {import("./view.js").Sections} Sections */

export class Wishes {
  /** "I need a leader", not answered yet. */
  needsLeader = false;
  /** "Someone can hear", until they are alone again. */
  isAway = false;
  /** "I have to go", said by their own hand. */
  isGoing = false;
  #hasSeenOwn = false;

  /**
   * Something was pressed, or its press was refused.
   * @param {string} type
   * @param {boolean} isSo false where it was refused
   */
  note(type, isSo) {
    if (type === "need_leader") this.needsLeader = isSo;
    if (type === "someone_can_hear") this.isAway = isSo;
    if (type === "alone_again") this.isAway = !isSo;
    if (type === "leave") this.isGoing = isSo;
  }

  /**
   * What the server still has of them, after a reload, and which were answered.
   * @param {Sections} sections
   */
  hear({ own }) {
    if (!own) return;
    if (!this.#hasSeenOwn && own.away) this.isAway = true;
    this.#hasSeenOwn = true;
    if (own.need?.seen_by.length) this.needsLeader = false;
  }

  /**
   * The commands to press again on a new connection.
   * @param {Sections} sections
   */
  repeated({ own }) {
    const isSeen = Boolean(own?.need?.seen_by.length);
    return [...(this.needsLeader && !isSeen ? ["need_leader"] : []), ...(this.isAway ? ["someone_can_hear"] : [])];
  }
}
