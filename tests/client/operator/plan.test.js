import assert from "node:assert/strict";
import { test } from "node:test";
import { minutesIn, partsOf, planFor, stepsOf, total, unchanged } from "../../../clients/web/operator/plan.js";

const PLAN = {
  name: "small",
  title: "A small one",
  clock: "soft",
  bands: [0.5],
  texts: { opening: "Hello." },
  steps: [
    { id: "opening", phase: "opening", minutes: 5, case: 0 },
    { id: "1.select", phase: "select", minutes: 0, case: 1 },
    { id: "1.present", phase: "present", minutes: 20, case: 1 },
    { id: "closing", phase: "closing", minutes: 5, case: 0 },
  ],
};

test("a plan that was not changed is asked for by its name", () => {
  assert.equal(planFor(PLAN, unchanged(PLAN), ""), "small");
  assert.equal(planFor(PLAN, { ...unchanged(PLAN), minutes: { opening: 5 } }, ""), "small");
  assert.equal(planFor(PLAN, { ...unchanged(PLAN), texts: { opening: " Hello. ", select: "  " } }, ""), "small");
});

test("changed minutes make a document that keeps all the rest", () => {
  const own = /** @type {any} */ (planFor(PLAN, { ...unchanged(PLAN), minutes: { "1.present": 30, "1.select": 2 } }, "A longer one"));
  assert.equal(own.name, "small_own");
  assert.deepEqual(own.steps.map((/** @type {any} */ step) => step.minutes), [5, 2, 30, 5]);
  assert.deepEqual([own.bands, own.texts, own.title], [[0.5], { opening: "Hello." }, "A longer one"]);
  assert.equal(total(own.steps), 42);
});

test("a changed sentence or clock makes a document; an emptied sentence is the usual one again", () => {
  const changes = { ...unchanged(PLAN), clock: "full", texts: { opening: "", closing: "Well?" } };
  const own = /** @type {any} */ (planFor(PLAN, changes, "<b>".repeat(90)));
  assert.deepEqual([own.clock, own.texts, own.title], ["full", { closing: "Well?" }, "b".repeat(80)]);
});

test("the plan that came from the server is not touched", () => {
  stepsOf(PLAN, { ...unchanged(PLAN), minutes: { opening: 9 } });
  assert.equal(PLAN.steps[0].minutes, 5);
});

test("a name of one's own is no longer than the server reads", () => {
  const own = /** @type {any} */ (planFor({ ...PLAN, name: "a".repeat(40) }, { ...unchanged(PLAN), clock: "full" }, ""));
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
