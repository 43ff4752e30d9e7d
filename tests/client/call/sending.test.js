import assert from "node:assert/strict";
import { test } from "node:test";
import { Sending } from "../../../clients/web/call/sending.js";
import { settled, Track, World } from "./world.js";

/** What has offered both. */
async function offered() {
  const world = new World();
  /** @type {any[]} */
  const said = [];
  let failures = 0;
  const sending = new Sending({ connect: /** @type {any} */ (world.connect), say: (frame) => said.push(frame), onFailed: () => (failures += 1) });
  await sending.begin([], ["audio", "video"]);
  return { world, sending, said, failures: () => failures, connection: world.connections[0] };
}

test("nothing is taken in by what sends", async () => {
  const { connection } = await offered();
  assert.deepEqual(connection.transceivers.map((/** @type {any} */ { kind, direction }) => [kind, direction]), [["audio", "sendonly"], ["video", "sendonly"]]);
});

test("a device is changed without another offer", async () => {
  const { connection, sending, said } = await offered();
  const [first, second] = [new Track("audio"), new Track("audio")];
  await sending.feed("audio", /** @type {any} */ (first));
  await sending.feed("audio", /** @type {any} */ (second));
  assert.equal(connection.transceivers[0].sender.track, second);
  assert.equal(said.length, 1);
});

test("what fed the last connection feeds the next", async () => {
  const { world, sending } = await offered();
  const track = new Track("audio");
  await sending.feed("audio", /** @type {any} */ (track));
  await sending.begin([], ["audio"]);
  assert.deepEqual([world.connections[0].isClosed, world.connections[1].transceivers[0].sender.track], [true, track]);
});

test("ways to reach it are said, and that there are no more", async () => {
  const { connection, said } = await offered();
  connection.onicecandidate({ candidate: { toJSON: () => ({ candidate: "candidate:1" }) } });
  connection.onicecandidate({ candidate: null });
  assert.deepEqual(said.slice(1), [{ t: "candidate", of: "out", candidate: { candidate: "candidate:1" } }, { t: "candidate", of: "out", candidate: null }]);
});

test("an answer is taken once, and a bad one is a failure", async () => {
  const { connection, sending, failures } = await offered();
  await sending.answer("bad");
  assert.equal(failures(), 1);
  await sending.answer("good");
  assert.equal(connection.signalingState, "stable");
  await sending.answer("bad");
  assert.equal(failures(), 1);
});

test("a connection that was ended meanwhile offers nothing and is nobody's failure", async () => {
  const world = new World();
  /** @type {any[]} */
  const said = [];
  const sending = new Sending({ connect: /** @type {any} */ (world.connect), say: (frame) => said.push(frame), onFailed: assert.fail });
  const begun = sending.begin([], ["audio"]);
  sending.end();
  await begun;
  await settled();
  world.connections[0].connectionState = "failed";
  world.connections[0].onconnectionstatechange();
  assert.deepEqual(said, []);
});
