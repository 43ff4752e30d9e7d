/**
 * Where WebSockets are blocked: server-sent events down, a POST for each press. To the line it looks
 * like a socket, so that nothing else knows of it (docs/protocol.md, "Without WebSockets").
 */

/** @typedef {import("./presses.js").Frame} Frame */
/** @typedef {{epoch: string, view: string, seq: number} | null} Cursor */

/** Kinds of frames that a stream carries, each an event of its name. */
const KINDS = ["welcome", "state", "refused", "ping", "drain", "bye"];

/**
 * @typedef {object} Wires
 * @property {(url: string) => EventSource} listen
 * @property {(frame: Frame) => Promise<Frame>} post the answer to a `do`; a refusal is a frame too
 */

export class StreamSocket {
  readyState = 0;
  /** @type {(() => void) | null} */
  onopen = null;
  /** @type {((message: {data: string}) => void) | null} */
  onmessage = null;
  /** @type {((closed: {code: number}) => void) | null} */
  onclose = null;
  /** Presses go one behind the other, as they would on a socket. @type {Promise<unknown>} */
  #last = Promise.resolve();

  /**
   * @param {string} path below which the pass acts
   * @param {Cursor} cursor
   * @param {Wires} wires
   */
  constructor(path, cursor, wires) {
    this.wires = wires;
    const at = cursor ? `?cursor=${encodeURIComponent(`${cursor.epoch}.${cursor.view}.${cursor.seq}`)}` : "";
    this.source = wires.listen(`${path}/stream${at}`);
    this.source.onopen = () => this.#open();
    this.source.onerror = () => this.#end(1006);
    for (const kind of KINDS) {
      this.source.addEventListener(kind, (event) => this.#hear(kind, /** @type {MessageEvent} */ (event).data));
    }
  }

  /** Only presses go up; a stream needs no hello, no pong and has no clock samples. @param {string} text */
  async send(text) {
    const frame = JSON.parse(text);
    if (frame.t !== "do") return;
    const before = this.#last;
    const answered = before.then(() => this.wires.post(frame));
    this.#last = answered;
    const answer = await answered;
    if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(answer) });
  }

  close() {
    this.readyState = 3;
    this.source.close();
  }

  #open() {
    this.readyState = 1;
    this.onopen?.();
  }

  /**
   * @param {string} kind
   * @param {string} data
   */
  #hear(kind, data) {
    if (kind === "bye") return this.#end(JSON.parse(data).code);
    this.onmessage?.({ data });
  }

  /** @param {number} code */
  #end(code) {
    if (this.readyState === 3) return;
    this.close();
    this.onclose?.({ code });
  }
}
