import assert from "node:assert/strict";
import { test } from "node:test";
import { AT_LEAST, LASTS, Refused } from "../../../clients/web/page/refused.js";
import { Clockwork } from "./clockwork.js";

const HERE = { phase: { phase_rev: 1, case_rev: 1 }, clock: { timer_rev: 1 } };
const ELSEWHERE = [
  { ...HERE, phase: { phase_rev: 2, case_rev: 1 } },
  { ...HERE, phase: { phase_rev: 1, case_rev: 2 } },
  { ...HERE, clock: { timer_rev: 2 } },
];

function refusing() {
  const clock = new Clockwork();
  let drawn = 0;
  const refused = new Refused(clock, () => (drawn += 1));
  refused.say("stale", HERE);
  return { clock, refused, drawn: () => drawn };
}

test("a refusal is said for a while and no longer", () => {
  const { clock, refused, drawn } = refusing();
  clock.pass(LASTS - 1);
  refused.hear({ ...HERE, circle: {} });
  assert.deepEqual([refused.code, drawn()], ["stale", 0]);
  clock.pass(1);
  assert.deepEqual([refused.code, drawn()], ["", 1]);
});

test("a refusal goes when phase, case or clock have moved on", () => {
  for (const now of ELSEWHERE) {
    const { clock, refused } = refusing();
    clock.pass(AT_LEAST);
    refused.hear(now);
    clock.pass(0);
    assert.equal(refused.code, "");
  }
});

test("a refusal can be read, though the meeting moves on in the same moment", () => {
  const { clock, refused } = refusing();
  refused.hear(ELSEWHERE[0] ?? {});
  clock.pass(AT_LEAST - 1);
  assert.equal(refused.code, "stale");
  clock.pass(1);
  assert.equal(refused.code, "");
});

test("a newer refusal has a time of its own", () => {
  const { clock, refused } = refusing();
  clock.pass(LASTS - 1);
  refused.say("too_late", HERE);
  clock.pass(LASTS - 1);
  assert.equal(refused.code, "too_late");
});
