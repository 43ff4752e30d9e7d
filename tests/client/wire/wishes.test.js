import assert from "node:assert/strict";
import { test } from "node:test";
import { Wishes } from "../../../clients/web/wire/wishes.js";

test("an unanswered need and being away are repeated, and no longer once they are over", () => {
  const wishes = new Wishes();
  wishes.note("need_leader", true);
  wishes.note("someone_can_hear", true);
  assert.deepEqual(wishes.repeated({}), ["need_leader", "someone_can_hear"]);
  wishes.note("alone_again", true);
  assert.deepEqual(wishes.repeated({ own: { need: { seen_by: ["Ada"] } } }), []);
});

test("a wish that was refused is none", () => {
  const wishes = new Wishes();
  wishes.note("someone_can_hear", true);
  wishes.note("someone_can_hear", false);
  assert.equal(wishes.isAway, false);
});

test("after a reload the server still knows who is away; later it is the page that knows", () => {
  const wishes = new Wishes();
  wishes.hear({ own: { need: null, away: true } });
  assert.equal(wishes.isAway, true);
  wishes.note("alone_again", true);
  wishes.hear({ own: { need: null, away: true } });
  assert.equal(wishes.isAway, false);
});

test("a need that a leader has seen is not repeated", () => {
  const wishes = new Wishes();
  wishes.note("need_leader", true);
  wishes.hear({ own: { need: { seen_by: ["Ada"] }, away: false } });
  assert.deepEqual(wishes.repeated({}), []);
});
