import assert from "node:assert/strict";
import { test } from "node:test";
import { casesOf, stays, withCase, withoutLastCase, withoutStep, withStayingChanged, withStep } from "../../../clients/web/operator/steps.js";

const PLAN = {
  name: "small",
  title: "A small one",
  clock: "soft",
  push_back: true,
  wants_in: false,
  rings: false,
  shows_volunteers: true,
  admits: {},
  texts: {},
  steps: [
    { id: "opening", phase: "opening", minutes: 5, case: 0 },
    { id: "closing", phase: "closing", minutes: 5, case: 0 },
    { id: "corridor", phase: "corridor", minutes: 0, case: 0 },
  ],
};
const ids = (/** @type {{steps: {id: string}[]}} */ plan) => plan.steps.map((step) => step.id).join(" ");

test("cases come and go from the last one, and the plan given stays as it is", () => {
  const two = withCase(withCase(PLAN));
  assert.deepEqual([casesOf(PLAN), casesOf(two)], [0, 2]);
  assert.deepEqual(withoutLastCase(withoutLastCase(two)), PLAN);
  assert.deepEqual(withoutLastCase(PLAN), PLAN);
});

test("what follows the closing stands in its order, whichever was chosen first", () => {
  const all = withStep(withStep(PLAN, "debrief"), "leadership");
  assert.equal(ids(all), "opening closing leadership debrief corridor");
  assert.equal(ids(withStep(withoutStep(all, "corridor"), "corridor")), ids(all));
  assert.deepEqual(withoutStep(withoutStep(all, "debrief"), "leadership"), PLAN);
});

test("who stays is changed by role, an outer ring with the members", () => {
  assert.deepEqual([stays(PLAN, "leadership", "member"), stays(PLAN, "debrief", "member")], [true, false]);
  const open = withStayingChanged(PLAN, "debrief", "member");
  assert.deepEqual(open.admits, { debrief: ["leader", "member", "outer"] });
  assert.ok(stays(open, "debrief", "member") && !stays(open, "debrief", "observer"));
  assert.deepEqual(withStayingChanged(open, "debrief", "member").admits, { debrief: ["leader"] });
  assert.deepEqual(withStayingChanged(PLAN, "leadership", "observer").admits, { leadership: ["leader", "member", "outer"] });
});
