import assert from "node:assert/strict";
import { test } from "node:test";
import { nextInstant } from "../../../clients/web/page/instants.js";
import { hasReminded } from "../../../clients/web/page/reminder.js";

const SECOND = 1_000;
/** Somebody's visit at 5.25 s of the server's clock. @param {Record<string, any>} seen @returns {any} */
const at = ({ undoUntil = 0, hasDigits = false, lines = [], ...you }) => ({
  you: { person: "ada", ...you },
  hasDigits,
  moves: { undoUntil },
  sections: { phase: { phase_rev: 7, case_rev: 3 }, between: { lines } },
  now: () => 5.25 * SECOND,
});
const notice = { kind: "about_to", by: "ben", value: "advance", phase_rev: 7, at: 4 * SECOND };

test("where nothing changes by itself there is no such instant", () => {
  assert.equal(nextInstant(at({})), null);
  assert.equal(nextInstant({ ...at({}), you: undefined }), null);
  assert.equal(nextInstant({ ...at({}), sections: { room: {}, door: {} } }), null, "at the door");
});

test("digits change with the second", () => {
  assert.equal(nextInstant(at({ hasDigits: true, undoUntil: 19 * SECOND })), 6 * SECOND);
});

test("what can be taken back no longer, another leader's notice and an offer go without digits", () => {
  assert.equal(nextInstant(at({ undoUntil: 19 * SECOND })), 19 * SECOND);
  assert.equal(nextInstant(at({ lines: [notice] })), 15 * SECOND);
  assert.equal(nextInstant(at({ offered_until: 9 * SECOND })), 9 * SECOND);
});

test("another leader's glance stands for its moment, one's own for none", () => {
  const glance = { kind: "signal", by: "ben", value: "time", at: 4 * SECOND };
  assert.equal(nextInstant(at({ lines: [glance, { ...glance, by: "ada", at: 5 * SECOND }] })), 24 * SECOND);
  assert.equal(nextInstant(at({ lines: [{ ...glance, by: "ada" }, { ...glance, at: -16 * SECOND }] })), null);
});

test("that the presenter is back in stands at the top for its moment", () => {
  const chair = (/** @type {string} */ is) => ({ phase: { phase: "discuss" }, circle: { seats: [{ presents: true, push_back: { chair: is } }] } });
  const told = ["sitting_back", "ended"].map((is) => nextInstant({ ...at({ audience: "leader" }), sections: chair(is) }));
  assert.deepEqual(told, [null, 25.25 * SECOND]);
});

test("one's own notice, one of another phase and what is over count for nothing", () => {
  const past = [{ ...notice, by: "ada" }, { ...notice, phase_rev: 6 }];
  for (const line of past) assert.equal(nextInstant(at({ lines: [line], undoUntil: 5 * SECOND })), null);
});

test("the key that says that a reminder was sent says so until it changes something again", () => {
  const visit = at({});
  hasReminded(visit, "cleo");
  assert.equal(nextInstant(visit), 35.25 * SECOND);
});
