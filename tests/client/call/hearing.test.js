import assert from "node:assert/strict";
import { test } from "node:test";
import { Hearing } from "../../../clients/web/call/hearing.js";
import { World } from "./world.js";

const ADA = [{ mid: "0", person: "ada", kind: "audio" }, { mid: "1", person: "ada", kind: "video" }];

/** What waits for offers. */
function waiting() {
  const world = new World();
  /** @type {any[]} */
  const said = [];
  let failures = 0;
  const hearing = new Hearing({ connect: /** @type {any} */ (world.connect), say: (frame) => said.push(frame), onChange() {}, onFailed: () => (failures += 1) });
  hearing.begin([]);
  return { world, hearing, said, failures: () => failures };
}

/** @param {string} sdp @param {any[]} streams @returns {any} */
const offer = (sdp, streams) => ({ t: "offer", sdp, streams });

/** @param {Hearing} hearing */
const whom = (hearing) => [...hearing.people].map(([person, heard]) => [person, Object.keys(heard)]);

test("each stream is its person's, and the offer is answered", async () => {
  const { hearing, said } = waiting();
  await hearing.take(offer("0 audio, 1 video", ADA));
  assert.deepEqual(whom(hearing), [["ada", ["audio", "video"]]]);
  assert.deepEqual(said, [{ t: "answer", sdp: "answer" }]);
});

test("a place that somebody left is the next person's", async () => {
  const { hearing } = waiting();
  await hearing.take(offer("0 audio, 1 video", ADA));
  await hearing.take(offer("0 audio, 1 video", [{ mid: "0", person: "ben", kind: "audio" }]));
  assert.deepEqual(whom(hearing), [["ben", ["audio"]]]);
});

test("offers are answered one after the other", async () => {
  const { hearing, said } = waiting();
  hearing.take(offer("0 audio", ADA.slice(0, 1)));
  await hearing.take(offer("0 audio, 1 video", ADA));
  assert.equal(said.length, 2);
  assert.deepEqual(whom(hearing), [["ada", ["audio", "video"]]]);
});

test("a stream that is named and not there, or is of another kind, is nobody's", async () => {
  const { hearing } = waiting();
  await hearing.take(offer("0 audio", [{ mid: "0", person: "ada", kind: "video" }, { mid: "7", person: "ben", kind: "audio" }]));
  assert.deepEqual(whom(hearing), []);
});

test("an offer that cannot be taken is a failure, and the next one is not held up by it", async () => {
  const { hearing, failures } = waiting();
  await hearing.take(offer("bad", []));
  await hearing.take(offer("0 audio", ADA.slice(0, 1)));
  assert.deepEqual([failures(), whom(hearing)], [1, [["ada", ["audio"]]]]);
});

test("nobody is heard after the end, by an offer on its way either", async () => {
  const { hearing, said, failures } = waiting();
  const taken = hearing.take(offer("0 audio", ADA.slice(0, 1)));
  hearing.end();
  await taken;
  await hearing.take(offer("0 audio", ADA.slice(0, 1)));
  assert.deepEqual([whom(hearing), said, failures()], [[], [], 0]);
});

test("an end while the answer is made leaves nobody behind", async () => {
  const { world, hearing, said } = waiting();
  const [connection] = world.connections;
  connection.setLocalDescription = async () => hearing.end();
  await hearing.take(offer("0 audio", ADA.slice(0, 1)));
  assert.deepEqual([whom(hearing), said], [[], []]);
});
