import assert from "node:assert/strict";
import { test } from "node:test";
import { cursor, merged, NOTHING } from "../../../clients/web/wire/view.js";

const full = { t: "state", full: true, view: "member.v1", seq: 5, now: 1, because: [], set: { room: { id: "r" }, phase: { phase: "opening" } } };
const joined = merged(merged(NOTHING, { t: "welcome", epoch: "e1", view: "member.v1" }), full);

test("sections come whole and replace their former selves", () => {
  const next = merged(joined, { t: "state", seq: 6, now: 2, set: { phase: { phase: "select" } } });
  assert.deepEqual(next.sections, { room: { id: "r" }, phase: { phase: "select" } });
  assert.equal(next.seq, 6);
});

test("a line that knows less than the one before it takes nothing back", () => {
  assert.equal(merged(joined, { t: "state", seq: 4, now: 2, set: { phase: { phase: "gathering" } } }), joined);
  assert.equal(merged(joined, { ...full, seq: 4 }).seq, 4);
});

test("a full frame replaces the view", () => {
  const next = merged(joined, { ...full, view: "sitting_back.v1", seq: 7, set: { room: { id: "r" } } });
  assert.deepEqual([next.sections, next.name], [{ room: { id: "r" } }, "sitting_back.v1"]);
});

test("passing sections leave the cursor where it is", () => {
  const next = merged(joined, { t: "state", now: 3, set: { presence: { people: {} } } });
  assert.deepEqual(cursor(next), { epoch: "e1", view: "member.v1", seq: 5 });
  assert.ok("presence" in next.sections);
});

test("a welcome to another log or view means that the cursor meant nothing", () => {
  assert.equal(cursor(merged(joined, { t: "welcome", epoch: "e2", view: "member.v1" })), null);
  assert.equal(merged(joined, { t: "welcome", epoch: "e1", view: "member.v1" }).seq, 5);
});

test("what is no state changes nothing, and nothing is no cursor", () => {
  assert.equal(merged(joined, { t: "ping", n: 1, seq: 9 }), joined);
  assert.equal(cursor(NOTHING), null);
});
