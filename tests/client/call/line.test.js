import assert from "node:assert/strict";
import { test } from "node:test";
import { CallLine, PATIENCE } from "../../../clients/web/call/line.js";
import { SILENCE } from "../../../clients/web/wire/silence.js";
import { settled, WELCOME, World } from "./world.js";

/** A line that has said hello. */
async function begun() {
  const world = new World();
  /** @type {string[]} */
  const heard = [];
  let lost = 0;
  const onFrame = (/** @type {any} */ { t }) => heard.push(t);
  const line = new CallLine({ room: "r", url: "ws://here/call", world: /** @type {any} */ (world), onFrame, onLost: () => (lost += 1), onState() {} });
  line.start();
  await settled();
  world.last.onopen();
  return { world, line, heard, losses: () => lost };
}

/** @param {World} world @param {number} ms */
async function passes(world, ms) {
  world.pass(ms);
  await settled();
}

test("hello brings the room and a ticket of its own, and what comes after the welcome is passed on", async () => {
  const { world, line, heard } = await begun();
  assert.deepEqual(world.last.sent, [{ t: "hello", room: "r", ticket: "ticket-1" }]);
  await world.says(WELCOME);
  await world.says({ t: "microphone", is: "closed" });
  assert.deepEqual([line.isLive, heard], [true, ["welcome", "microphone"]]);
});

test("a sign of life is answered, and is nobody's business", async () => {
  const { world, heard } = await begun();
  await world.says(WELCOME);
  await world.says({ t: "ping", n: 7 });
  assert.deepEqual([world.said("pong"), heard], [[{ t: "pong", n: 7 }], ["welcome"]]);
});

test("a call that went away is come back to by a new ticket", async () => {
  const { world, line, losses } = await begun();
  await world.says(WELCOME);
  world.last.onclose({ code: 4300 });
  assert.deepEqual([line.state, losses()], ["waiting", 1]);
  await passes(world, 250);
  world.last.onopen();
  assert.equal(world.said("hello")[0].ticket, "ticket-2");
});

test("a goodbye is the end of a line, whether or not its close arrives", async () => {
  for (const [code, state] of [[4300, "waiting"], [4105, "waiting"], [4502, "stopped"]]) {
    const { world, line, heard, losses } = await begun();
    await world.says(WELCOME);
    const socket = world.last;
    await world.says({ t: "bye", code, reason: "" });
    assert.deepEqual([line.state, losses(), socket.readyState, heard], [state, 1, 3, ["welcome"]]);
    socket.onclose({ code });
    assert.deepEqual([line.state, losses()], [state, 1]);
  }
});

test("a line that cannot be reached waits longer each time", async () => {
  const { world } = await begun();
  for (const wait of [125, 250, 500]) {
    world.last.onclose({ code: 1006 });
    const before = world.sockets.length;
    await passes(world, wait - 1);
    assert.equal(world.sockets.length, before);
    await passes(world, 1);
    assert.equal(world.sockets.length, before + 1);
  }
});

test("who was put out, or is elsewhere, does not come back by itself", async () => {
  for (const [code, reason] of [[4500, "revoked"], [4502, "replaced"]]) {
    const { world, line, losses } = await begun();
    await world.says(WELCOME);
    world.last.onclose({ code });
    await passes(world, 60_000);
    assert.deepEqual([line.state, line.reason, world.sockets.length, losses()], ["stopped", reason, 1, 1]);
  }
});

test("a ticket that will never be had ends it, one that was not reached does not", async () => {
  for (const [refusal, state] of [[{ retry: false, code: "pass_expired" }, "stopped"], [{ retry: true, code: "lost" }, "waiting"]]) {
    const world = new World();
    world.refusal = refusal;
    const line = new CallLine({ room: "r", url: "", world: /** @type {any} */ (world), onFrame() {}, onLost() {}, onState() {} });
    line.start();
    await settled();
    assert.equal(line.state, state);
  }
});

test("why a hello was refused is kept, and passed on to nobody", async () => {
  const { world, line, heard } = await begun();
  await world.says({ t: "refused", code: "removed" });
  world.last.onclose({ code: 4500 });
  assert.deepEqual([line.reason, heard], ["removed", []]);
});

test("a server that says nothing is not waited for, before the welcome or after it", async () => {
  const { world, line } = await begun();
  await passes(world, PATIENCE);
  assert.equal(line.state, "waiting");
  const second = await begun();
  await second.world.says(WELCOME);
  await passes(second.world, SILENCE);
  assert.equal(second.line.state, "waiting");
});

test("a page that is seen again does not wait", async () => {
  const { world, line } = await begun();
  world.last.onclose({ code: 1006 });
  line.wake();
  await settled();
  assert.equal(world.sockets.length, 2);
});

test("whatever is heard is a sign of life", async () => {
  const { world, line } = await begun();
  await world.says(WELCOME);
  for (let n = 0; n < 3; n += 1) {
    await passes(world, SILENCE - 1);
    await world.says({ t: "ping", n });
  }
  assert.equal(line.isLive, true);
});
