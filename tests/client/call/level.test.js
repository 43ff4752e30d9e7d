import assert from "node:assert/strict";
import { test } from "node:test";
import { loudness } from "../../../clients/web/call/level.js";

test("silence is nothing, a voice about half, and shouting no more than all", () => {
  const of = (/** @type {number} */ loud) => loudness(new Float32Array(64).fill(loud));
  assert.deepEqual([of(0), of(0.075), of(0.9)], [0, 0.5, 1]);
});
