/** By which way a line comes: a socket, or a stream where sockets are blocked. Pure. */

/** Sockets in a row that did not even open, after which a stream is tried. */
export const BLOCKED = 2;

export class Way {
  #unopened = 0;
  #hasOpened = false;

  /** Whether the next try is a stream, or the present line is one. */
  get isStream() {
    return this.#unopened >= BLOCKED;
  }

  /** A try begins. */
  begins() {
    this.#hasOpened = false;
  }

  /** It was let through. */
  opens() {
    this.#hasOpened = true;
  }

  /**
   * A try, or a line, is over. A stream that served is the next try too; one that did not open is
   * no better than a socket, which has its turn again.
   */
  ends() {
    if (this.isStream) this.#unopened = this.#hasOpened ? BLOCKED : 0;
    else this.#unopened = this.#hasOpened ? 0 : this.#unopened + 1;
  }

  /** A socket was let through after all. */
  changes() {
    this.#unopened = 0;
  }
}
