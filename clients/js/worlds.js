/** What a line needs of the world, as a program has it: sockets with the headers of their way in. */

import { BROWSER } from "../web/wire/world.js";

/** @typedef {import("../web/wire/world.js").World} World */

/**
 * @param {() => Promise<string>} ticket
 * @param {Record<string, string>} headers of the handshake; a browser sets its own and takes none
 * @returns {World}
 */
export function world(ticket, headers) {
  const isBrowser = typeof document !== "undefined";
  return {
    ...BROWSER,
    open: (url) => (isBrowser ? new WebSocket(url) : new WebSocket(url, /** @type {any} */ ({ headers }))),
    stream: () => new Nowhere(),
    ticket,
  };
}

/** Where sockets are blocked a program has no second way: this one never opens, and a socket is next. */
class Nowhere {
  readyState = 3;
  /** @type {((closed: {code: number}) => void) | null} */
  onclose = null;

  constructor() {
    queueMicrotask(() => this.onclose?.({ code: 1006 }));
  }

  close() {}

  send() {}
}
