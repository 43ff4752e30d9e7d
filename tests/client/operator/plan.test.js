import assert from "node:assert/strict";
import { test } from "node:test";
import { minutesIn, partsOf, planFor, total } from "../../../clients/web/operator/plan.js";

const PLAN = {
  name: "small",
  title: "A small one",
  clock: "soft",
  bands: [0.5],
  push_back: true,
  wants_in: false,
  rings: false,
  shows_volunteers: true,
  admits: {},
  texts: { opening: "Hello." },
  steps: [
    { id: "opening", phase: "opening", minutes: 5, case: 0 },
    { id: "1.select", phase: "select", minutes: 0, case: 1 },
    { id: "1.present", phase: "present", minutes: 20, case: 1 },
    { id: "closing", phase: "closing", minutes: 5, case: 0 },
  ],
};

/** @param {Record<string, number>} minutes */
const timed = (minutes) => ({ ...PLAN, steps: PLAN.steps.map((step) => ({ ...step, minutes: minutes[step.id] ?? step.minutes })) });

test("a plan that was not changed is asked for by its name", () => {
  assert.equal(planFor(PLAN, PLAN, ""), "small");
  assert.equal(planFor(PLAN, timed({ opening: 5 }), ""), "small");
  assert.equal(planFor(PLAN, { ...PLAN, texts: { opening: " Hello. ", select: "  " } }, ""), "small");
  assert.equal(planFor(PLAN, { ...PLAN, admits: { debrief: ["leader", "member"] } }, ""), "small", "there is no debrief");
});

test("changed minutes make a document that keeps all the rest", () => {
  const own = /** @type {any} */ (planFor(PLAN, timed({ "1.present": 30, "1.select": 2 }), "A longer one"));
  assert.equal(own.name, "small_own");
  assert.deepEqual(own.steps.map((/** @type {any} */ step) => step.minutes), [5, 2, 30, 5]);
  assert.deepEqual([own.bands, own.texts, own.title], [[0.5], { opening: "Hello." }, "A longer one"]);
  assert.equal(total(own.steps), 42);
});

test("a changed sentence, clock or choice makes a document; an emptied sentence is the usual one again", () => {
  const changes = { clock: "full", rings: true, texts: { opening: "", closing: " Well? " } };
  const own = /** @type {any} */ (planFor(PLAN, { ...PLAN, ...changes }, "<b>\u2068".repeat(90)));
  assert.deepEqual([own.clock, own.rings, own.texts, own.title], ["full", true, { closing: "Well?" }, "b".repeat(80)]);
  assert.notEqual(planFor(PLAN, { ...PLAN, push_back: false }, ""), "small");
});

test("a name of one's own is no longer than the server reads", () => {
  const own = /** @type {any} */ (planFor({ ...PLAN, name: "a".repeat(40) }, { ...PLAN, clock: "full" }, ""));
  assert.equal(own.name.length, 40);
});

test("minutes are read as people write them", () => {
  assert.equal(minutesIn(" 7,5 "), 7.5);
  assert.equal(minutesIn(""), 0);
  for (const wrong of ["-1", "241", "ten"]) assert.equal(minutesIn(wrong), null);
});

test("a meeting has parts: before, each case, after", () => {
  assert.deepEqual(partsOf(PLAN.steps).map(({ number, steps }) => [number, steps.length]), [[0, 1], [1, 2], [0, 1]]);
});
