import assert from "node:assert/strict";
import { test } from "node:test";
import { chairSize, INNER, MOST, OUTER, place, PUSHED_BACK } from "../../../clients/web/view/geometry.js";

/** @param {{x: number, y: number}} one @param {{x: number, y: number}} other */
const apart = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);

test("the first chair stands at the top and the others follow clockwise", () => {
  assert.deepEqual(place(0, 4, INNER), { x: 0, y: -INNER });
  assert.deepEqual(place(1, 4, INNER), { x: INNER, y: 0 });
});

test("no two chairs touch, from three to as many as a circle holds", () => {
  for (let count = 3; count <= MOST; count += 1) {
    assert.ok(apart(place(0, count, INNER), place(1, count, INNER)) > 2 * chairSize(count), String(count));
  }
});

test("a chair that is pushed back stands clear of the circle and of the outer ring", () => {
  for (let count = 3; count <= MOST; count += 1) {
    const back = place(0, count, PUSHED_BACK);
    assert.ok(apart(back, place(1, count, INNER)) > 2 * chairSize(count));
    assert.ok(OUTER - PUSHED_BACK >= chairSize(count) + 15);
  }
});
