import assert from "node:assert/strict";
import { test } from "node:test";
import { Lull, QUIET } from "../../../clients/web/page/lull.js";
import { Clockwork } from "./clockwork.js";

const LIVE = { isLive: true, isOld: false };
const GONE = { isLive: false, isOld: false };

function lulled() {
  const clock = new Clockwork();
  const lull = new Lull(clock, () => {});
  lull.follow(GONE);
  return { clock, lull };
}

test("a line that is back in a moment is not worth a word", () => {
  const { clock, lull } = lulled();
  clock.pass(QUIET - 1);
  assert.equal(lull.isSaid, false);
  lull.follow(LIVE);
  clock.pass(QUIET);
  assert.equal(lull.isSaid, false);
});

test("a line that stays away is said to be gone, however often it is tried meanwhile", () => {
  const { clock, lull } = lulled();
  clock.pass(QUIET - 1);
  lull.follow(GONE);
  clock.pass(1);
  assert.equal(lull.isSaid, true);
  lull.follow(LIVE);
  assert.equal(lull.isSaid, false);
});

test("who presses is told at once", () => {
  const { lull } = lulled();
  lull.say();
  assert.equal(lull.isSaid, true);
});

test("what was old already when the line was lost is said to be old at once", () => {
  const { lull } = lulled();
  lull.follow({ isLive: false, isOld: true });
  assert.equal(lull.isSaid, true);
});
