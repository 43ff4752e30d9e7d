import assert from "node:assert/strict";
import { test } from "node:test";
import { Devices } from "../../../clients/web/call/devices.js";
import { Media } from "./world.js";

/** @typedef {import("../../../clients/web/call/devices.js").Kind} Kind */

function there() {
  const media = new Media();
  /** @type {Kind[]} */
  const ended = [];
  const devices = new Devices(/** @type {any} */ (media), { onChange() {}, onEnded: (kind) => ended.push(kind) });
  return { media, devices, ended };
}

test("what a browser says of a device comes to what a person can do", async () => {
  const { media, devices } = there();
  for (const [name, trouble] of [["NotAllowedError", "denied"], ["NotFoundError", "none"], ["NotReadableError", "busy"], ["AbortError", "busy"]]) {
    media.faults.audio = name;
    assert.equal(await devices.open("audio"), null);
    assert.equal(devices.troubles.audio, trouble);
  }
  media.faults = {};
  assert.ok(await devices.open("audio"));
  assert.deepEqual(devices.troubles, {});
});

test("a page that came over an open line has no devices, and says so", async () => {
  const devices = new Devices(undefined, { onChange() {}, onEnded() {} });
  assert.equal(await devices.open("video"), null);
  assert.equal(devices.troubles.video, "insecure");
});

test("who presses twice is asked once", async () => {
  const { media, devices } = there();
  const [first, second] = await Promise.all([devices.open("audio"), devices.open("audio")]);
  assert.equal(first, second);
  assert.equal(await devices.open("audio"), first);
  assert.equal(media.asked.length, 1);
});

test("another device is opened before the first is let go of, which stays where it is the only one", async () => {
  const { media, devices } = there();
  const first = /** @type {any} */ (await devices.open("audio"));
  media.faults.audio = "NotReadableError";
  await devices.choose("audio", "headset");
  assert.deepEqual([first.isStopped, devices.tracks.audio], [false, first]);
  media.faults = {};
  const second = await devices.choose("audio", "headset");
  assert.deepEqual([first.isStopped, devices.tracks.audio], [true, second]);
  assert.deepEqual(media.asked.at(-1).deviceId, { ideal: "headset" });
});

test("what is not open is chosen and not opened", async () => {
  const { media, devices } = there();
  await devices.choose("video", "outside");
  assert.deepEqual([media.asked, devices.chosen.video], [[], "outside"]);
});

test("one that was taken away is told, one that was let go of is not", async () => {
  const { devices, ended } = there();
  const first = await devices.open("audio");
  first?.onended?.(new Event("ended"));
  assert.deepEqual([ended, devices.tracks.audio], [["audio"], undefined]);
  const second = await devices.open("audio");
  devices.close("audio");
  second?.onended?.(new Event("ended"));
  assert.equal(ended.length, 1);
});

test("devices that the browser does not name yet are not offered", async () => {
  const { media, devices } = there();
  media.devices = [{ kind: "audioinput", deviceId: "", label: "" }, { kind: "audioinput", deviceId: "a", label: "Headset" }];
  await devices.open("audio");
  assert.deepEqual(devices.all.map(({ label }) => label), ["Headset"]);
});

test("one that the person is still being asked for can be let go of already", async () => {
  const { media, devices } = there();
  /** @type {import("./world.js").Track[]} */
  const given = [];
  const ask = media.getUserMedia.bind(media);
  media.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    given.push(...stream.getTracks());
    return { getTracks: () => given };
  };
  const opening = devices.open("audio");
  devices.close("audio");
  assert.equal(await opening, null);
  assert.deepEqual([given[0].isStopped, devices.tracks], [true, {}]);
});
