import assert from "node:assert/strict";
import { test } from "node:test";
import { isKnown, meet, OFTEN } from "../../../clients/web/page/known.js";
import { lasting } from "../../../clients/web/page/store.js";

const DAYS = Array.from({ length: OFTEN + 1 }, (_, n) => `2026-01-0${n + 1}`);

test("a phase is known after three meetings, and not after three loads of a page", () => {
  for (const day of DAYS) {
    for (let load = 0; load < 5; load += 1) meet("discuss", day);
    assert.equal(isKnown("discuss", day), day === DAYS.at(-1));
  }
  assert.equal(isKnown("present", DAYS.at(-1)), false);
});

test("no more is kept than a count and a day", () => {
  for (const day of [...DAYS, "2026-02-01", "2026-02-02"]) meet("rejoin", day);
  assert.deepEqual(JSON.parse(lasting.get("pushback.known") ?? "").rejoin, { count: OFTEN + 1, day: "2026-02-02" });
  assert.equal(isKnown("rejoin", "2026-02-02"), true);
});

test("what cannot be read is no habit", () => {
  lasting.set("pushback.known", "no");
  assert.equal(isKnown("discuss"), false);
  lasting.set("pushback.known", '{"discuss": 3}');
  assert.equal(isKnown("discuss"), false);
  meet("discuss");
  assert.equal(isKnown("discuss"), false);
});
