import assert from "node:assert/strict";
import { test } from "node:test";
import { DOUBT, SILENCE, Silence } from "../../../clients/web/wire/silence.js";

/** A silence whose timers a test sees, by their milliseconds. */
function heard() {
  /** @type {number[]} */
  const waiting = [];
  const world = /** @type {any} */ ({
    after: (/** @type {() => void} */ _, /** @type {number} */ ms) => (waiting.push(ms), ms),
    forget: (/** @type {number} */ ms) => waiting.splice(waiting.indexOf(ms), 1),
  });
  return { silence: new Silence(world, () => {}), waiting };
}

test("every word is waited for anew", () => {
  const { silence, waiting } = heard();
  silence.broken();
  silence.broken();
  assert.deepEqual(waiting, [SILENCE]);
});

test("whoever was asked something is doubted sooner, until they say anything", () => {
  const { silence, waiting } = heard();
  silence.broken();
  silence.doubted();
  assert.deepEqual(waiting, [SILENCE, DOUBT]);
  silence.broken();
  assert.deepEqual(waiting, [SILENCE]);
  silence.clear();
  assert.deepEqual(waiting, []);
});
