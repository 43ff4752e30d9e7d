import assert from "node:assert/strict";
import { test } from "node:test";
import { Timers } from "../../../clients/web/wire/timers.js";

test("what was put off is called off together", () => {
  /** @type {any[]} */
  const forgotten = [];
  let n = 0;
  const timers = new Timers({ after: () => (n += 1), forget: (timer) => forgotten.push(timer) });
  timers.after(() => {}, 5);
  timers.after(() => {}, 9);
  timers.clear();
  timers.clear();
  assert.deepEqual(forgotten, [1, 2]);
});
