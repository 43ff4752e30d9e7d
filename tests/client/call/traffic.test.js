import assert from "node:assert/strict";
import { test } from "node:test";
import { ENOUGH, since, traffic } from "../../../clients/web/call/traffic.js";

/** A stream that comes in. @param {string} id @param {number} packetsReceived @param {number} packetsLost */
const comes = (id, packetsReceived, packetsLost) => ({ type: "inbound-rtp", id, packetsReceived, packetsLost });

/** A stream that goes out, and what the other end says of it. @param {number} ssrc @param {number} packetsSent @param {number} packetsLost */
const goes = (ssrc, packetsSent, packetsLost) => [
  { type: "outbound-rtp", id: `o${ssrc}`, ssrc, packetsSent },
  { type: "remote-inbound-rtp", id: `r${ssrc}`, ssrc, packetsLost },
];

/** @param {any[]} before @param {any[]} now */
const look = (before, now) => since(traffic(before), traffic(now));

test("what is lost is a share of what was sent since the last look", () => {
  assert.equal(look([comes("a", 1_000, 500)], [comes("a", 1_090, 510)]).loss, 0.1);
  assert.equal(look(goes(1, 1_000, 500), goes(1, 1_200, 550)).loss, 0.25);
});

test("a line is as bad as the worse of its two directions", () => {
  const before = [comes("a", 0, 0), ...goes(1, 0, 0)];
  assert.equal(look(before, [comes("a", 200, 0), ...goes(1, 200, 50)]).loss, 0.25);
  assert.equal(look(before, [comes("a", 150, 50), ...goes(1, 200, 0)]).loss, 0.25);
});

test("what one stream alone loses was lost on somebody else's line", () => {
  const before = [comes("a", 0, 0), comes("b", 0, 0)];
  assert.equal(look(before, [comes("a", 100, 100), comes("b", 200, 0)]).loss, 0);
  assert.equal(look(before, [comes("a", 150, 50), comes("b", 180, 20)]).loss, 0.1);
});

test("few packets say nothing, nor does a stream that is new", () => {
  assert.equal(look([comes("a", 0, 0)], [comes("a", 0, ENOUGH - 1)]).loss, null);
  assert.equal(look([comes("a", 0, 0)], [comes("a", 0, ENOUGH)]).loss, 1);
  assert.equal(look([], [comes("b", 0, 5_000)]).loss, null);
});

test("packets that come twice are none that were lost", () => {
  assert.equal(look([comes("a", 0, 0)], [comes("a", 100, -3)]).loss, 0);
});

test("a stream of ours of which nobody has said anything says nothing", () => {
  assert.deepEqual(look([], [{ type: "remote-inbound-rtp", id: "r", ssrc: 7, packetsLost: 90 }]), { loss: null, trip: null });
});

test("a packet takes as long as on the slower of the two connections, by the way that is used", () => {
  const pair = (/** @type {number | undefined} */ currentRoundTripTime, nominated = true) => ({ type: "candidate-pair", nominated, currentRoundTripTime });
  assert.equal(traffic([pair(0.05), pair(0.25), pair(9, false), pair(undefined)]).trip, 250);
  assert.equal(traffic([]).trip, null);
});

test("nothing is read but what became of packets", () => {
  /** @type {Set<string>} */
  const read = new Set();
  const watched = (/** @type {any} */ one) => new Proxy(one, { get: (of, name) => (read.add(String(name)), of[name]) });
  const all = [comes("a", 9, 0), ...goes(1, 9, 0), { type: "candidate-pair", nominated: true, currentRoundTripTime: 1 }];
  traffic(all.map((one) => watched({ ...one, audioLevel: 1, totalAudioEnergy: 1, kind: "audio" })));
  assert.deepEqual([...read].sort(), ["currentRoundTripTime", "id", "nominated", "packetsLost", "packetsReceived", "packetsSent", "ssrc", "type"]);
});
