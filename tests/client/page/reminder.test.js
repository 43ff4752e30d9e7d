import assert from "node:assert/strict";
import { test } from "node:test";
import { hasReminded, remindedUntil, reminderOf } from "../../../clients/web/page/reminder.js";

const CLEO = "p-cleo";
/** @param {Record<string, any>} enforcement */
const page = (enforcement, at = /** @type {number | null} */ (60_000), floor = "locked", person = CLEO) => /** @type {any} */ ({
  you: { person },
  sections: { own: { reminded_at: at }, floor: { seats: { [CLEO]: { floor } } }, enforcement: { locks: "requested", opened: [], ...enforcement } },
});

test("who is locked and was reminded reads it for twenty seconds, however little the call does", () => {
  for (const locks of ["requested", "agreed", "failed"]) assert.deepEqual(reminderOf(page({ locks })), { at: 60_000, until: 80_000 });
});

test("it is over where the call holds them, an emergency has opened, or nobody is locked any more", () => {
  assert.equal(reminderOf(page({ locks: "enforced" })), null);
  assert.equal(reminderOf(page({ opened: [CLEO] })), null);
  assert.equal(reminderOf(page({}, 60_000, "open")), null);
});

test("who was never reminded reads nothing, nor does whoever does not sit back", () => {
  assert.equal(reminderOf(page({}, null)), null);
  assert.equal(reminderOf(page({}, 60_000, "locked", "p-dev")), null);
});

test("whoever was reminded is said to be for half a minute, until they sit back anew, and nobody else", () => {
  const visit = (/** @type {number} */ case_rev) => ({
    sections: { phase: { case_rev } },
    line: { now: () => 60_000 },
    now() {
      return this.line.now();
    },
  });
  assert.equal(remindedUntil(visit(7), CLEO), 0);
  hasReminded(visit(7), CLEO);
  assert.deepEqual([remindedUntil(visit(7), CLEO), remindedUntil(visit(7))], [90_000, 90_000]);
  assert.deepEqual([remindedUntil(visit(7), "p-dev"), remindedUntil(visit(8), CLEO)], [0, 0]);
});
