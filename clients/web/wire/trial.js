/**
 * A socket tried beside a line that serves. With its `welcome` it takes the line's place; one that
 * comes to nothing ends without anybody noticing.
 */

import { LOST } from "./link.js";

/** @typedef {import("./presses.js").Frame} Frame */

/** Milliseconds in which a socket must open and come to a `welcome`. */
export const PATIENCE = 5_000;
const OPEN = 1; // the state of a socket that takes what is sent

/**
 * @typedef {object} Given
 * @property {import("./world.js").World} world
 * @property {string} url
 * @property {() => Promise<Frame>} hello asked for once the socket is open
 * @property {(socket: WebSocket, welcome: Frame) => void} onWelcome
 * @property {(code: number) => void} onFailed
 */

export class Trial {
  /** From here on the server lets the line go: the newest connection of a person wins. */
  hasSaidHello = false;
  #isOver = false;
  /** @type {any} */
  #timer;

  /** @param {Given} given */
  constructor(given) {
    this.given = given;
    this.socket = given.world.open(given.url);
    this.#timer = given.world.after(() => this.#fail(LOST), PATIENCE);
    this.socket.onopen = () => this.#greet();
    this.socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    this.socket.onclose = ({ code }) => this.#fail(code);
  }

  /** Nobody waits for it any more. */
  drop() {
    this.#end();
    this.socket.close();
  }

  async #greet() {
    const hello = await this.given.hello().catch(() => null);
    if (this.#isOver) return;
    // It may have been closed meanwhile, and its `close` not be told yet.
    if (!hello || this.socket.readyState !== OPEN) return this.#fail(LOST);
    this.hasSaidHello = true;
    this.socket.send(JSON.stringify(hello));
  }

  /** @param {Frame} frame */
  #hear(frame) {
    if (this.#isOver) return;
    if (frame.t !== "welcome") return this.#fail(frame.t === "bye" ? frame.code : LOST);
    this.#end();
    this.given.onWelcome(this.socket, frame);
  }

  /** @param {number} code */
  #fail(code) {
    if (this.#isOver) return;
    this.drop();
    this.given.onFailed(code);
  }

  #end() {
    this.#isOver = true;
    this.given.world.forget(this.#timer);
  }
}
