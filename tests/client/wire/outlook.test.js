import assert from "node:assert/strict";
import { test } from "node:test";
import { onward, outlook, remaining } from "../../../clients/web/wire/outlook.js";

const MINUTE = 60_000;
const CASE = [["select", 2], ["present", 5], ["clarify", 4], ["discuss", 20], ["rejoin", 5], ["close", 1]];
const steps = [
  { id: "opening", phase: "opening", case: 0, limit_ms: 8 * MINUTE },
  ...[1, 2].flatMap((number) => CASE.map(([phase, minutes]) => ({ id: `${number}.${phase}`, phase: String(phase), case: number, limit_ms: Number(minutes) * MINUTE }))),
  { id: "closing", phase: "closing", case: 0, limit_ms: 7 * MINUTE },
  { id: "corridor", phase: "corridor", case: 0, limit_ms: null },
];
/** @param {string | null} step @param {Record<string, any>} [clock] */
const at = (step, clock = {}) => {
  const phase = steps.find((one) => one.id === step)?.phase ?? "gathering";
  return { room: { steps }, phase: { step, phase }, clock };
};

test("next is the step after this one, and beginning a case out of select", () => {
  assert.deepEqual(onward(at(null)), { type: "open_meeting", move: "open", to: steps[0] });
  assert.equal(onward(at("1.select"))?.move, "begin");
  assert.equal(onward(at("1.discuss"))?.to?.id, "1.rejoin");
  assert.equal(onward(at("corridor"))?.type, "end_meeting");
  assert.equal(onward({ room: { steps }, phase: { step: null, phase: "ended" } }), null);
});

test("what remains is everything before the first step", () => {
  assert.equal(remaining(at(null)).length, steps.length);
  assert.deepEqual(remaining(at("closing")).map((one) => one.id), ["corridor"]);
});

test("five more here takes five from the next case", () => {
  const clock = { limit_ms: 20 * MINUTE, spent_ms: 0, since: 0, planned_end: 20 * MINUTE + 6 * MINUTE + 37 * MINUTE + 7 * MINUTE };
  const now = outlook(at("1.discuss", clock), 0);
  assert.equal(now.nextCase, 37 * MINUTE);
  assert.equal(now.expectedEnd, clock.planned_end);
  assert.equal(outlook(at("1.discuss", clock), 0, 5 * MINUTE).nextCase, 32 * MINUTE);
});

test("time past the limit is spent, not owed, and more of it counts from now", () => {
  const clock = { limit_ms: MINUTE, spent_ms: 0, since: 0, planned_end: 100 * MINUTE };
  const late = 3 * MINUTE;
  const more = outlook(at("2.close", clock), late, 5 * MINUTE).expectedEnd;
  assert.equal(more - outlook(at("2.close", clock), late).expectedEnd, 5 * MINUTE);
});

test("where no case follows, none keeps anything", () => {
  assert.equal(outlook(at("2.discuss", { limit_ms: MINUTE, since: 0, planned_end: 5 }), 0).nextCase, null);
});
