/**
 * A socket tried beside a stream that serves. With its `welcome` it takes the stream's place; one
 * that is still blocked ends without anybody noticing.
 */

/** @typedef {import("./presses.js").Frame} Frame */

/** Milliseconds in which a socket must open and come to a `welcome`. */
export const PATIENCE = 5_000;
const OPEN = 1; // the state of a socket that takes what is sent

/**
 * @typedef {object} Given
 * @property {import("./world.js").World} world
 * @property {string} url
 * @property {(secret: {ticket: string}) => Frame} hello
 * @property {(socket: WebSocket, welcome: Frame) => void} onWelcome
 * @property {() => void} onFailed
 */

export class Trial {
  /** From here on the server lets the stream go: the newest connection of a person wins. */
  hasSaidHello = false;
  #isOver = false;
  /** @type {any} */
  #timer;

  /** @param {Given} given */
  constructor(given) {
    this.given = given;
    this.socket = given.world.open(given.url);
    this.#timer = given.world.after(() => this.#fail(), PATIENCE);
    this.socket.onopen = () => this.#greet();
    this.socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    this.socket.onclose = () => this.#fail();
  }

  /** Nobody waits for it any more. */
  drop() {
    this.#end();
    this.socket.close();
  }

  async #greet() {
    const ticket = await this.given.world.ticket().catch(() => "");
    if (this.#isOver) return;
    // It may have been closed meanwhile, and its `close` not be told yet.
    if (!ticket || this.socket.readyState !== OPEN) return this.#fail();
    this.hasSaidHello = true;
    this.socket.send(JSON.stringify(this.given.hello({ ticket })));
  }

  /** @param {Frame} frame */
  #hear(frame) {
    if (this.#isOver) return;
    if (frame.t !== "welcome") return this.#fail();
    this.#end();
    this.given.onWelcome(this.socket, frame);
  }

  #fail() {
    if (this.#isOver) return;
    this.drop();
    this.given.onFailed();
  }

  #end() {
    this.#isOver = true;
    this.given.world.forget(this.#timer);
  }
}
