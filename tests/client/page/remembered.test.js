import assert from "node:assert/strict";
import { test } from "node:test";
import { forget, forgetElsewhere, hasLeft, lastKnown, leaves, remember, remembered } from "../../../clients/web/page/remembered.js";
import { lasting, ofWindow } from "../../../clients/web/page/store.js";

const DAY = 24 * 60 * 60 * 1_000;
const kept = () => [...lasting.keys, ...ofWindow.keys];

test("a room is remembered, and the last one is known", () => {
  remember("r", "/p", 0);
  assert.deepEqual([remembered("r", 1), lastKnown(1)], ["/p", "r"]);
});

test("nothing of a room stays that is forgotten, and no other room goes with it", () => {
  remember("s", "/s", 0);
  remember("r", "/p", 0);
  leaves("r");
  forget("r");
  assert.deepEqual([remembered("r", 1), lastKnown(1), hasLeft("r"), remembered("s", 1)], [null, null, false, "/s"]);
  forget("s");
  assert.deepEqual(kept(), []);
});

test("after the end only this window still knows", () => {
  remember("r", "/p", 0);
  forgetElsewhere("r");
  assert.deepEqual([lasting.keys, remembered("r", 1)], [[], "/p"]);
  forget("r");
});

test("nothing is kept for more than a day after it was last used, of whatever room", () => {
  remember("r", "/p", 0);
  assert.equal(remembered("r", DAY - 1), "/p");
  leaves("r");
  assert.equal(remembered("s", DAY), null);
  assert.deepEqual(kept(), []);
});

test("what is kept in another way is not read", () => {
  lasting.set("pushback.path.r", "/p");
  assert.equal(remembered("r", 1 * DAY), null);
  assert.deepEqual(kept(), []);
});
