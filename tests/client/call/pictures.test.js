import assert from "node:assert/strict";
import { test } from "node:test";
import { LOOKS, Pictures, STILL } from "../../../clients/web/call/pictures.js";
import { Track, World } from "./world.js";

/** Pictures whose frames a test counts. */
function there() {
  const world = new World();
  /** @type {any[]} */
  const elements = [];
  let changes = 0;
  const element = () => {
    /** @type {any} */
    const one = { frames: 0, isConnected: true, paused: false, getVideoPlaybackQuality: () => ({ totalVideoFrames: one.frames }), play: async () => (one.paused = false) };
    elements.push(one);
    return one;
  };
  const pictures = new Pictures(/** @type {any} */ ({ element, stream: world.stream, world, onChange: () => (changes += 1) }));
  return { world, pictures, elements, changes: () => changes };
}

/** @param {Record<string, Track>} tracks @returns {Map<string, any>} */
const of = (tracks) => new Map(Object.entries(tracks));

test("a picture is shown when it moves, and taken away when it stands still", () => {
  const { world, pictures, elements, changes } = there();
  pictures.follow(of({ ada: new Track("video") }));
  world.pass(LOOKS);
  assert.equal(pictures.of("ada")?.isSeen, false);
  elements[0].frames = 3;
  world.pass(LOOKS);
  assert.equal(pictures.of("ada")?.isSeen, true);
  for (let passed = 0; passed < STILL; passed += LOOKS) world.pass(LOOKS);
  assert.deepEqual([pictures.of("ada")?.isSeen, changes()], [false, 2]);
});

test("a picture that was taken out of the page goes on when it is put back", () => {
  const { world, pictures, elements } = there();
  pictures.follow(of({ ada: new Track("video") }));
  elements[0].paused = true;
  elements[0].isConnected = false;
  world.pass(LOOKS);
  assert.equal(elements[0].paused, true);
  elements[0].isConnected = true;
  world.pass(LOOKS);
  assert.equal(elements[0].paused, false);
});

test("whoever is gone has no picture, and nobody looks any more when nobody has one", () => {
  const { world, pictures, elements } = there();
  pictures.follow(of({ ada: new Track("video") }));
  pictures.follow(of({}));
  world.pass(LOOKS);
  assert.deepEqual([pictures.of("ada"), elements[0].srcObject, world.timers], [null, null, []]);
});
