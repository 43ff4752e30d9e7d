import assert from "node:assert/strict";
import { test } from "node:test";
import { Call } from "../../../clients/web/call/call.js";
import { LOOKS, TURNS } from "../../../clients/web/call/carrying.js";
import { settled, WELCOME, World } from "./world.js";

/** @typedef {import("../../../clients/web/call/call.js").Own} Own */

/** A call whose person has joined it, with what they open. @param {Own[]} open */
async function joined(...open) {
  const world = new World();
  let asked = 0;
  const line = { room: "r", url: "", world: /** @type {any} */ (world) };
  const call = new Call({ person: "me", line, world: /** @type {any} */ (world), onChange() {}, onLocked: () => (asked += 1) });
  call.join(open);
  await settled();
  world.last.onopen();
  await world.says(WELCOME);
  for (const own of open) await world.says({ t: own, is: "open" });
  return { world, call, asked: () => asked };
}

/** Whether the microphone's track lets anything through. @param {Call} call */
const isAudible = (call) => call.devices.tracks.audio?.enabled ?? false;

test("one microphone and one camera are offered, and no more", async () => {
  const { world } = await joined();
  assert.deepEqual(world.said("publish"), [{ t: "publish", sdp: "offer of audio,video" }]);
  assert.deepEqual(world.connections.map(({ how }) => how.iceServers), [WELCOME.ice_servers, WELCOME.ice_servers]);
});

test("who joins without a word is closed, and no device was asked for", async () => {
  const { world, call } = await joined();
  assert.deepEqual([call.own.microphone.shown, call.own.camera.shown, world.media.asked], ["closed", "closed", []]);
});

test("a camera that was looked at before joining is not asked for again", async () => {
  const { world } = await joined("microphone", "camera");
  assert.equal(world.media.asked.length, 2);
  const looked = new World();
  const call = new Call({ person: "me", line: { room: "r", url: "", world: /** @type {any} */ (looked) }, world: /** @type {any} */ (looked), onChange() {}, onLocked() {} });
  const track = await call.devices.open("video");
  call.join(["microphone", "camera"]);
  call.keep(true);
  await settled();
  looked.last.onopen();
  await looked.says(WELCOME);
  assert.equal(call.devices.tracks.video, track);
});

test("the microphone opens by a press and the call's word", async () => {
  const { world, call } = await joined();
  await call.press("microphone");
  assert.equal(isAudible(call), false);
  await world.says({ t: "microphone", is: "open" });
  assert.deepEqual([isAudible(call), world.said("microphone")], [true, [{ t: "microphone", open: true }]]);
});

test("a second press closes it at once, whatever the call says", async () => {
  const { world, call } = await joined("microphone");
  assert.equal(isAudible(call), true);
  await call.press("microphone");
  assert.equal(isAudible(call), false);
  await world.says({ t: "microphone", is: "open" });
  assert.equal(isAudible(call), false);
});

test("a lock disables the track, and a release enables nothing", async () => {
  const { world, call } = await joined("microphone");
  await world.says({ t: "microphone", is: "locked" });
  assert.equal(isAudible(call), false);
  await world.says({ t: "microphone", is: "closed" });
  assert.equal(isAudible(call), false);
  await call.press("microphone");
  await world.says({ t: "microphone", is: "open" });
  assert.equal(isAudible(call), true);
});

test("what the room keeps closed is silent before the call has heard of it", async () => {
  const { call } = await joined("microphone");
  call.keep(true);
  assert.equal(isAudible(call), false);
});

test("a hand on a locked microphone is passed on, and brings up the question", async () => {
  const { world, call, asked } = await joined();
  await world.says({ t: "microphone", is: "locked" });
  await call.press("microphone");
  assert.deepEqual([world.said("microphone"), asked()], [[{ t: "microphone", open: true }], 1]);
  await world.says({ t: "refused", code: "locked" });
  await world.says({ t: "microphone", is: "closed" });
  await world.says({ t: "microphone", is: "open" });
  assert.equal(isAudible(call), false);
});

test("a second try that is let through is heard", async () => {
  const { world, call } = await joined();
  await world.says({ t: "microphone", is: "locked" });
  await call.press("microphone");
  await world.says({ t: "refused", code: "locked" });
  await call.press("microphone");
  await world.says({ t: "microphone", is: "open" });
  assert.equal(isAudible(call), true);
});

test("while somebody can hear, nothing is heard or sent, and nothing opens afterwards", async () => {
  const { world, call } = await joined("microphone", "camera");
  await world.says({ t: "offer", sdp: "0 audio", streams: [{ mid: "0", person: "ada", kind: "audio" }] });
  const { audio, video } = call.devices.tracks;
  call.hush(true);
  assert.deepEqual([audio, video].map((track) => /** @type {any} */ (track).isStopped), [true, true]);
  assert.deepEqual(world.players.map(({ muted }) => muted), [true]);
  assert.deepEqual([world.said("microphone").at(-1).open, world.said("camera").at(-1).open], [false, false]);
  call.hush(false);
  assert.deepEqual([call.devices.tracks, world.players[0].muted], [{}, false]);
});

test("who comes while somebody can hear is not heard either", async () => {
  const { world, call } = await joined();
  call.hush(true);
  await world.says({ t: "offer", sdp: "0 audio", streams: [{ mid: "0", person: "ada", kind: "audio" }] });
  assert.deepEqual(world.players.map(({ muted }) => muted), [true]);
});

test("a device that was still being asked for when it was closed is let go of", async () => {
  const { world, call } = await joined();
  const opening = call.open("camera");
  call.close("camera");
  await opening;
  assert.deepEqual([call.devices.tracks, world.said("camera").at(-1).open], [{}, false]);
});

test("a call that comes back begins closed, with connections of its own", async () => {
  const { world, call } = await joined("microphone", "camera");
  world.last.onclose({ code: 4300 });
  assert.deepEqual(world.connections.map(({ isClosed }) => isClosed), [true, true]);
  assert.equal(isAudible(call), false);
  world.pass(250);
  await settled();
  world.last.onopen();
  await world.says(WELCOME);
  await world.says({ t: "microphone", is: "open" });
  assert.deepEqual([isAudible(call), call.devices.tracks.video, world.said("microphone")], [false, undefined, []]);
});

for (const [how, ends] of /** @type {[string, (call: Call, world: World) => void][]} */ ([
  ["leaving", (call) => call.leave("left")],
  ["being put out", (_, world) => world.last.onclose({ code: 4500 })],
  ["being in the call elsewhere", (_, world) => world.last.onclose({ code: 4502 })],
])) {
  test(`${how} stops every device and closes both connections`, async () => {
    const { world, call } = await joined("microphone", "camera");
    const { audio, video } = call.devices.tracks;
    ends(call, world);
    assert.deepEqual([audio, video].map((track) => /** @type {any} */ (track).isStopped), [true, true]);
    assert.deepEqual(world.connections.map(({ isClosed }) => isClosed), [true, true]);
    assert.equal(call.isIn, false);
  });
}

test("who only looked at how they are heard leaves no device open either", async () => {
  const world = new World();
  const call = new Call({ person: "me", line: { room: "r", url: "", world: /** @type {any} */ (world) }, world: /** @type {any} */ (world), onChange() {}, onLocked() {} });
  const track = /** @type {any} */ (await call.devices.open("audio"));
  assert.equal(track.enabled, true);
  call.leave("left");
  assert.equal(track.isStopped, true);
});

const EVERYTHING = { t: "offer", sdp: "0 audio, 1 video", streams: [{ mid: "0", person: "ada", kind: "audio" }, { mid: "1", person: "ada", kind: "video" }] };

test("sound only takes the pictures away and the own camera, and leaves connection and microphone as they are", async () => {
  const { world, call } = await joined("microphone", "camera");
  await world.says(EVERYTHING);
  const camera = /** @type {any} */ (call.devices.tracks.video);
  call.soundOnly(true);
  assert.deepEqual([world.said("pictures"), world.said("camera").at(-1)], [[{ t: "pictures", on: false }], { t: "camera", open: false }]);
  assert.deepEqual([camera.isStopped, call.pictures.of("ada"), call.own.camera.shown], [true, null, "closed"]);
  assert.deepEqual([call.line.state, isAudible(call), world.connections.map(({ isClosed }) => isClosed)], ["live", true, [false, false]]);
  assert.deepEqual(Object.keys(call.hearing.people.get("ada") ?? {}), ["audio", "video"]);

  call.soundOnly(false);
  assert.deepEqual([world.said("pictures").at(-1), call.pictures.of("ada") !== null], [{ t: "pictures", on: true }, true]);
  assert.deepEqual([call.devices.tracks.video, isAudible(call)], [undefined, true]);
});

test("a call that comes back without pictures says so before anything else, and has room for a camera", async () => {
  const { world, call } = await joined();
  call.soundOnly(true);
  world.last.onclose({ code: 4300 });
  world.pass(250);
  await settled();
  world.last.onopen();
  await world.says(WELCOME);
  assert.deepEqual(world.last.sent[1], { t: "pictures", on: false });
  assert.equal(world.said("publish")[0].sdp, "offer of audio,video");
  call.soundOnly(false);
  await call.press("camera");
  await world.says({ t: "camera", is: "open" });
  assert.equal(call.own.camera.shown, "open");
});

/** The line is like that for so many looks. @param {World} world @param {number} seconds there and back @param {number} looks */
async function passes(world, seconds, looks) {
  for (const connection of world.connections) connection.stats = [{ type: "candidate-pair", nominated: true, currentRoundTripTime: seconds }];
  for (let n = 0; n < looks; n += 1) {
    world.pass(LOOKS);
    await world.says({ t: "ping", n });
  }
}

test("on a line that stays bad the pictures go by themselves, and come back by a hand alone", async () => {
  const { world, call } = await joined("microphone", "camera");
  await passes(world, 2, 1 + TURNS.good.after);
  assert.deepEqual([call.isSoundOnly, call.spared, world.said("pictures")], [true, "bad", [{ t: "pictures", on: false }]]);
  assert.deepEqual([call.line.state, isAudible(call), call.own.camera.shown], ["live", true, "closed"]);
  await passes(world, 0.04, TURNS.bad.after);
  assert.deepEqual([call.isSoundOnly, call.spared], [true, "good"]);
  call.soundOnly(false);
  assert.deepEqual([call.isSoundOnly, call.spared], [false, ""]);
});

test("who brings the pictures back on a bad line keeps them, until it has been good and is bad again", async () => {
  const { world, call } = await joined();
  await passes(world, 2, 1 + TURNS.good.after);
  call.soundOnly(false);
  await passes(world, 2, 9);
  assert.equal(call.isSoundOnly, false);
  await passes(world, 0.04, TURNS.bad.after);
  await passes(world, 2, TURNS.good.after);
  assert.equal(call.isSoundOnly, true);
});

test("who chose sound without pictures reads nothing of a line, bad or good", async () => {
  const { world, call } = await joined();
  call.soundOnly(true);
  await passes(world, 2, 1 + TURNS.good.after);
  await passes(world, 0.04, TURNS.bad.after);
  assert.deepEqual([call.isSoundOnly, call.spared, world.said("pictures").length], [true, "", 1]);
});

test("without a microphone one is in the call all the same, and reads why", async () => {
  const { world, call } = await joined();
  world.media.faults.audio = "NotAllowedError";
  await call.press("microphone");
  assert.deepEqual([call.devices.troubles.audio, call.line.isLive, call.own.microphone.shown], ["denied", true, "closed"]);
  assert.equal(world.said("microphone").at(-1).open, false);
});

test("a microphone that is unplugged while it is open is followed by the next one", async () => {
  const { world, call } = await joined("microphone");
  const before = call.devices.tracks.audio;
  before?.onended?.(new Event("ended"));
  await settled();
  const after = call.devices.tracks.audio;
  assert.notEqual(after, before);
  assert.equal(world.connections[1].transceivers[0].sender.track, after);
  assert.equal(isAudible(call), true);
});

test("a call that cannot do what is asked is begun anew", async () => {
  const { world, call } = await joined();
  await world.says({ t: "refused", code: "call_unavailable" });
  assert.equal(call.line.state, "waiting");
  const failed = await joined();
  const [, out] = failed.world.connections;
  out.connectionState = "failed";
  out.onconnectionstatechange();
  assert.equal(failed.call.line.state, "waiting");
});
