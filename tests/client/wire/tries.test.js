import assert from "node:assert/strict";
import { test } from "node:test";
import { Tries } from "../../../clients/web/wire/tries.js";

test("each failure in a row doubles the pause, until a line has lived", () => {
  const tries = new Tries();
  const pause = () => tries.failed({ now: 0, chance: 1 });
  assert.deepEqual([pause(), pause(), pause()], [250, 500, 1_000]);
  tries.lived();
  assert.equal(pause(), 250);
});

test("what the server asks for comes before the pause, and is too early until then", () => {
  const tries = new Tries();
  assert.equal(tries.failed({ now: 100, chance: 1, after: 3_000 }), 3_250);
  assert.deepEqual([tries.isTooEarly(3_099), tries.isTooEarly(3_100)], [true, false]);
});
