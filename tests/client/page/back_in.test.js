import assert from "node:assert/strict";
import { test } from "node:test";
import { Watching } from "../../../clients/web/page/back_in.js";

/**
 * A leader's visit while somebody presents.
 * @param {string} chair
 * @param {Record<string, any>} [how]
 * @returns {any}
 */
const seen = (chair, { phase = "discuss", number = 1, person = "cleo", at = 0 } = {}) => ({
  sections: {
    phase: { phase, case: { number } },
    circle: { seats: [{ person: "dev", name: "Dev" }, { person, name: "Cleo", presents: true, push_back: { chair } }] },
  },
  now: () => at,
});

test("who sat back and does so no longer is told with the moment in which it was seen", () => {
  const watching = new Watching();
  assert.equal(watching.look(seen("sitting_back")), null);
  const told = { name: "Cleo", at: 5_000, until: 25_000 };
  assert.deepEqual(watching.look(seen("ended", { at: 5_000 })), told);
  assert.deepEqual(watching.look(seen("ended", { at: 90_000, phase: "rejoin" })), told);
});

test("who has sat back once more comes back in once more", () => {
  const watching = new Watching();
  const told = ["sitting_back", "ended", "sitting_back", "ended"].map((chair, at) => watching.look(seen(chair, { at: at + 1 }))?.at);
  assert.deepEqual(told, [undefined, 2, undefined, 4]);
});

test("who was back in before the page looked, or never sat back, is no news", () => {
  for (const before of ["ended", "offered", "staying", "in_circle"]) {
    const watching = new Watching();
    watching.look(seen(before));
    assert.equal(watching.look(seen("ended", { at: 1 })), null);
  }
});

test("leaving the case brings everybody in, and the phase says so", () => {
  const watching = new Watching();
  watching.look(seen("sitting_back", { phase: "rejoin" }));
  assert.equal(watching.look(seen("ended", { phase: "close", at: 1 })), null);
});

test("the chair of another case or of somebody else is another chair", () => {
  for (const other of [{ number: 2 }, { person: "eve" }]) {
    const watching = new Watching();
    watching.look(seen("sitting_back"));
    assert.equal(watching.look(seen("ended", { at: 1, ...other })), null);
  }
});
