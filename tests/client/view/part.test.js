import assert from "node:assert/strict";
import { test } from "node:test";
import { part } from "../../../clients/web/view/part.js";

test("however many parts a plan has, the first, the last and those between have words", () => {
  const told = (/** @type {number} */ bands) => Array.from({ length: bands }, (_, band) => part({ band, bands }));
  assert.deepEqual(told(1), [""]);
  assert.deepEqual(told(2), ["early", "last part"]);
  assert.deepEqual(told(3), ["early", "middle", "last part"]);
  assert.deepEqual(told(5), ["early", "middle", "middle", "middle", "last part"]);
});
