import assert from "node:assert/strict";
import { test } from "node:test";
import { Beside } from "../../../clients/web/wire/beside.js";

/** What is tried beside a line, in a world that a test holds. */
function trying() {
  /** @type {any[]} */
  const sockets = [];
  /** @type {{work: () => void, ms: number}[]} */
  const timers = [];
  /** @type {any[]} */
  const told = [];
  const world = /** @type {any} */ ({
    open: () => (sockets.push({ readyState: 1, close: () => {}, send: () => {} }), sockets.at(-1)),
    after: (/** @type {() => void} */ work, /** @type {number} */ ms) => (timers.push({ work, ms }), timers.at(-1)),
    forget: (/** @type {any} */ timer) => timers.splice(timers.indexOf(timer), 1),
    steady: () => 0,
    chance: () => 1,
  });
  const beside = new Beside({
    world,
    url: "u",
    hello: async () => ({ t: "hello" }),
    onWelcome: (socket) => told.push(socket),
    onFailed: (code) => told.push(code),
  });
  return { beside, sockets, timers, told };
}

test("only one is tried at a time", () => {
  const { beside, sockets, timers } = trying();
  beside.after(10);
  beside.now();
  beside.now();
  assert.deepEqual([sockets.length, timers.length], [1, 1], "its own patience is all that is waited for");
});

test("pauses grow with each that fails, and shrink again with a welcome", () => {
  const { beside, sockets, timers, told } = trying();
  for (const ms of [1_000, 2_000, 4_000]) {
    beside.now();
    sockets.at(-1).onclose({ code: 4100 });
    beside.again();
    assert.equal(timers.at(-1)?.ms, ms);
  }
  beside.now();
  sockets.at(-1).onmessage({ data: '{"t":"welcome"}' });
  beside.again();
  assert.deepEqual([timers.at(-1)?.ms, told], [1_000, [4100, 4100, 4100, sockets.at(-1)]]);
});

test("whether a hello was said is known of the one that is tried, and of none before", async () => {
  const { beside, sockets } = trying();
  beside.now();
  sockets.at(-1).onopen();
  await new Promise((go) => setImmediate(go));
  assert.equal(beside.hasSaidHello, true);
  sockets.at(-1).onclose({ code: 1006 });
  assert.equal(beside.hasSaidHello, false);
});

test("who drops it hears nothing more, and nothing is tried later", () => {
  const { beside, sockets, timers, told } = trying();
  beside.now();
  beside.after(10);
  beside.drop();
  sockets.at(-1).onclose({ code: 1006 });
  assert.deepEqual([timers.length, told], [0, []]);
});
