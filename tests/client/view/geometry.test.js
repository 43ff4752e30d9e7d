import assert from "node:assert/strict";
import { test } from "node:test";
import { beside, chairSize, drawn, INNER, letters, MOST, OUTER, place, PUSHED_BACK, ROOMY, SIZE } from "../../../clients/web/view/geometry.js";

/** @typedef {{left: number, right: number, top: number, bottom: number}} Box */

/** @param {{x: number, y: number}} one @param {{x: number, y: number}} other */
const apart = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);

/** @param {Box} one @param {Box} other */
const overlap = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** @param {Box} box @param {{x: number, y: number}} at */
const distance = (box, at) => Math.hypot(at.x - Math.min(Math.max(at.x, box.left), box.right), at.y - Math.min(Math.max(at.y, box.top), box.bottom));

const LETTER = 8.6;
const HALO = 5;

/**
 * What the words beside a chair cover, as a phone draws them.
 * @param {number} n
 * @param {number} count
 * @param {boolean} isBack
 * @returns {Box}
 */
function words(n, count, isBack) {
  const at = place(n, count, isBack ? PUSHED_BACK : INNER);
  const { x, y, isAbove } = beside(at, chairSize(count) + (isBack ? HALO : 0), { isBack });
  const wide = Math.max(letters(count, INNER, LETTER), isBack ? 8 : 0) * (LETTER - 0.4);
  const high = isBack ? 30 : 14;
  const [middle, near] = [at.x + x, at.y + y];
  return { left: middle - wide / 2, right: middle + wide / 2, top: isAbove ? near - high : near, bottom: isAbove ? near : near + high };
}

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
    assert.ok(OUTER - PUSHED_BACK >= chairSize(count) + HALO + 15);
  }
});

test("no name lies on another or on a chair, whoever is pushed back", () => {
  for (let count = 3; count <= MOST; count += 1) {
    for (let back = 0; back < count; back += 1) {
      const all = Array.from({ length: count }, (_, n) => ({ n, box: words(n, count, n === back) }));
      for (const { n, box } of all) {
        const others = all.filter((one) => one.n !== n);
        for (const other of others) assert.ok(!overlap(box, other.box), `${n} and ${other.n} of ${count}, ${back} back`);
        for (const other of others) assert.ok(distance(box, place(other.n, count, other.n === back ? PUSHED_BACK : INNER)) >= chairSize(count) - 2, `${n} on ${other.n} of ${count}, ${back} back`);
      }
    }
  }
});

test("no name lies in the middle, where the words of the phase stand", () => {
  for (let count = 3; count <= MOST; count += 1) {
    for (let n = 0; n < count; n += 1) assert.ok(distance(words(n, count, false), { x: 0, y: 0 }) > INNER * 0.7, `${n} of ${count}`);
  }
});

test("names end within the drawing, but for the margin of a page", () => {
  for (let count = 3; count <= MOST; count += 1) {
    for (let n = 0; n < count; n += 1) assert.ok(Math.abs(words(n, count, false).right) <= SIZE / 2 + 16, `${n} of ${count}`);
  }
});

test("where there is a crowd as many are drawn as a ring holds, and the presenter among them", () => {
  const crowd = Array.from({ length: 20 }, (_, n) => n);
  assert.deepEqual(drawn(crowd, (one) => one === 3), crowd.slice(0, MOST));
  assert.deepEqual(drawn(crowd, (one) => one === 18), [...crowd.slice(0, MOST - 1), 18]);
  assert.deepEqual(drawn([1, 2], () => true), [1, 2]);
  assert.ok(ROOMY < MOST);
});
