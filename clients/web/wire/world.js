/** What a line needs of the world, and the world as a browser has it. */

import { answered, ticket } from "./door.js";
import { StreamSocket } from "./stream.js";

/**
 * @typedef {object} World
 * @property {(url: string) => WebSocket} open
 * @property {() => Promise<string>} ticket draws a ticket, empty for a machine, whose key is in the handshake; rejects with a `Refusal`
 * @property {(cursor: import("./stream.js").Cursor) => any} stream a `StreamSocket`, where sockets are blocked
 * @property {() => number} steady milliseconds that never jump
 * @property {() => number} wall milliseconds of the wall clock
 * @property {() => number} chance 0 to 1
 * @property {() => string} uuid
 * @property {(work: () => void, ms: number) => any} after
 * @property {(timer: any) => void} forget
 */

/** Where this page's server takes sockets. */
export const socketAddress = () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;

/** The times and the chance of a browser. @type {Pick<World, "steady" | "wall" | "chance" | "uuid" | "after" | "forget">} */
export const BROWSER = {
  steady: () => performance.now(),
  wall: () => Date.now(),
  chance: () => Math.random(),
  uuid: () => crypto.randomUUID(),
  after: (/** @type {() => void} */ work, /** @type {number} */ ms) => setTimeout(work, ms),
  forget: (/** @type {any} */ timer) => clearTimeout(timer),
};

/**
 * @param {string} path below which the pass acts
 * @returns {World}
 */
export function browserWorld(path) {
  const wires = {
    listen: (/** @type {string} */ url) => new EventSource(url),
    post: (/** @type {Record<string, any>} */ frame) => answered(path, frame),
  };
  return {
    open: (url) => new WebSocket(url),
    stream: (at) => new StreamSocket(path, at, wires),
    ticket: () => ticket(path),
    ...BROWSER,
  };
}
