import assert from "node:assert/strict";
import { test } from "node:test";
import { expected, inTurn } from "../../../clients/web/wire/expect.js";

const sections = { phase: { phase_rev: 4, case_rev: 2 }, clock: { timer_rev: 7 }, room: { plan_rev: 1 }, you: {} };

test("a press brings the revision of what was on the screen", () => {
  assert.deepEqual(expected(sections, "advance"), { phase_rev: 4 });
  assert.deepEqual(expected(sections, "extend"), { timer_rev: 7 });
  assert.deepEqual(expected(sections, "add_case"), { plan_rev: 1 });
});

test("what frees or protects brings none", () => {
  for (const type of ["stop", "come_back_in", "pause", "need_leader"]) assert.equal(expected(sections, type), undefined);
});

test("a presenter finds theirs in their own section", () => {
  assert.deepEqual(expected({ phase: {}, you: { case_rev: 9 } }, "sit_back"), { case_rev: 9 });
});

test("minutes pressed one after another bring what each will find", () => {
  const waiting = [{ frame: { type: "extend", expect: { timer_rev: 8 } } }, { frame: { type: "pause" } }];
  assert.deepEqual(inTurn("shorten", { timer_rev: 7 }, waiting), { timer_rev: 9 });
  assert.deepEqual(inTurn("extend", { timer_rev: 7 }, waiting.slice(1)), { timer_rev: 7 });
  assert.deepEqual(inTurn("advance", { phase_rev: 4 }, waiting), { phase_rev: 4 });
});
