import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE, Trial } from "../../../clients/web/wire/trial.js";

const settled = () => new Promise((go) => setImmediate(go));

/** A trial whose socket and clock a test holds. @param {() => Promise<string>} [ticket] */
function tried(ticket = async () => "t") {
  /** @type {any} */
  const socket = { readyState: 1, sent: [], isClosed: false, close: () => (socket.isClosed = true), send: (/** @type {string} */ text) => socket.sent.push(JSON.parse(text)) };
  /** @type {{work: () => void, ms: number}[]} */
  const timers = [];
  /** @type {string[]} */
  const told = [];
  const world = /** @type {any} */ ({
    open: () => socket,
    after: (/** @type {() => void} */ work, /** @type {number} */ ms) => (timers.push({ work, ms }), timers.at(-1)),
    forget: () => timers.splice(0),
  });
  const trial = new Trial({
    world,
    url: "u",
    hello: async () => ({ t: "hello", ticket: await ticket() }),
    onWelcome: (_, { view }) => told.push(view),
    onFailed: (code) => told.push(`failed ${code}`),
  });
  return { socket, timers, told, trial };
}

test("a ticket is drawn only once the socket is open", async () => {
  const { socket, trial } = tried();
  await settled();
  assert.equal(trial.hasSaidHello, false);
  socket.onopen();
  await settled();
  assert.deepEqual(socket.sent, [{ t: "hello", ticket: "t" }]);
});

test("its welcome is handed on, and nothing after it is heard here", async () => {
  const { socket, timers, told } = tried();
  socket.onmessage({ data: '{"t":"welcome","view":"member.v1"}' });
  socket.onclose({ code: 1006 });
  assert.deepEqual([told, timers.length, socket.isClosed], [["member.v1"], 0, false]);
});

test("a socket that says nothing, closes, refuses or draws no ticket has failed, once", async () => {
  const slow = tried();
  assert.equal(slow.timers[0]?.ms, PATIENCE);
  slow.timers[0]?.work();
  slow.socket.onclose({ code: 1006 });
  const refused = tried();
  refused.socket.onmessage({ data: '{"t":"refused","id":null}' });
  const replaced = tried();
  replaced.socket.onmessage({ data: '{"t":"bye","code":4502}' });
  const closed = tried();
  closed.socket.onclose({ code: 4100 });
  const poor = tried(async () => Promise.reject(new Error("no")));
  poor.socket.onopen();
  await settled();
  for (const [one, code] of /** @type {const} */ ([[slow, 1006], [refused, 1006], [replaced, 4502], [closed, 4100], [poor, 1006]])) {
    assert.deepEqual([one.told, one.socket.isClosed], [[`failed ${code}`], true]);
  }
});

test("a socket that went while its ticket was drawn is not spoken to", async () => {
  const { socket, told } = tried();
  socket.onopen();
  socket.readyState = 2;
  await settled();
  assert.deepEqual([socket.sent, told], [[], ["failed 1006"]]);
});

test("who drops it is not told of its end", () => {
  const { socket, told, trial } = tried();
  trial.drop();
  socket.onclose({ code: 1006 });
  assert.deepEqual([told, socket.isClosed], [[], true]);
});
