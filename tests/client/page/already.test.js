import assert from "node:assert/strict";
import { test } from "node:test";
import { isSo } from "../../../clients/web/page/already.js";

const STEPS = ["opening", "1.select", "1.present", "1.clarify", "1.close", "closing"].map((id) => ({ id, phase: id.split(".").at(-1), case: parseInt(id) || 0 }));

/** @param {string} step @param {any} [more] */
function at(step, { rev = 4, undo = null, paused = false } = {}) {
  const { phase, case: number } = /** @type {any} */ (STEPS.find((one) => one.id === step));
  return { room: { steps: STEPS }, phase: { phase, step, phase_rev: rev, undo_until: undo, case: number ? { number } : null }, clock: { paused } };
}

/** @type {[string, string, string, string, any][]} */
const MOVES = [
  ["advance", "1.present", "1.clarify", "1.close", {}],
  ["advance", "1.select", "1.present", "opening", {}],
  ["back", "1.clarify", "1.present", "1.close", {}],
  ["skip", "1.present", "1.close", "1.clarify", { to: "1.close" }],
  ["withdraw_case", "1.present", "1.close", "1.clarify", {}],
  ["close_meeting", "1.close", "closing", "1.clarify", {}],
];

for (const [type, from, to, other, fields] of MOVES) {
  test(`${type} from ${from} is so where it would have led, and nowhere else`, () => {
    assert.equal(isSo({ type, fields, seen: at(from) }, at(to, { rev: 5 })), true);
    assert.equal(isSo({ type, fields, seen: at(from) }, at(other, { rev: 5 })), false);
    assert.equal(isSo({ type, fields, seen: at(from) }, at(from)), false);
  });
}

test("a move is undone where it is taken back, and not where the meeting has moved on", () => {
  const seen = at("1.clarify", { undo: 9 });
  assert.equal(isSo({ type: "undo", fields: {}, seen }, at("1.present", { rev: 5 })), true);
  assert.equal(isSo({ type: "undo", fields: {}, seen }, at("1.close", { rev: 5, undo: 9 })), false);
  assert.equal(isSo({ type: "undo", fields: {}, seen }, seen), false);
});

test("the clock goes on where it is not paused any more", () => {
  const seen = at("1.present", { paused: true });
  assert.equal(isSo({ type: "resume", fields: {}, seen }, at("1.present")), true);
  assert.equal(isSo({ type: "resume", fields: {}, seen }, seen), false);
});

test("of all else, and of what is not seen, nothing is known", () => {
  assert.equal(isSo({ type: "extend", fields: {}, seen: at("1.present") }, at("1.present")), false);
  assert.equal(isSo({ type: "advance", fields: {}, seen: {} }, {}), false);
  assert.equal(isSo({ type: "advance", fields: {}, seen: { phase: {} } }, { phase: { step: "x" } }), false);
});
