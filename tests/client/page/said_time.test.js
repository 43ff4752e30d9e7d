import assert from "node:assert/strict";
import { test } from "node:test";
import { isDue, reached } from "../../../clients/web/page/said_time.js";

const MINUTE = 60_000;
const phase = { step: "1.discuss" };

/** The instants, second by second, at which something is said in a phase of so many minutes. @param {number} minutes */
function instants(minutes, clock = { limit_ms: minutes * MINUTE, spent_ms: 0, since: 0 }) {
  const said = [];
  let before = null;
  for (let now = 0; now <= (minutes + 10) * MINUTE; now += 1_000) {
    const next = reached({ phase, clock }, now);
    if (isDue(before, next)) said.push(now / MINUTE);
    before = next;
  }
  return said;
}

test("of a long phase the last five minutes are said, and its end, and nothing after that", () => {
  assert.deepEqual(instants(20), [15, 20]);
});

test("of a short phase the second half is said", () => {
  assert.deepEqual(instants(4), [2, 4]);
});

test("who sees parts is told a new part", () => {
  const at = (/** @type {number | null} */ band) => reached({ phase, clock: { band, bands: 3 } }, 0);
  assert.ok(isDue(at(0), at(1)));
  assert.ok(!isDue(at(1), at(1)));
  assert.ok(!isDue(at(2), at(1)));
});

test("who sees no clock is told nothing, and who sees only the end of the meeting neither", () => {
  for (const clock of [undefined, { planned_end: 90 * MINUTE }, { limit_ms: null, band: null }]) {
    assert.equal(reached({ phase, clock }, 99 * MINUTE), null);
  }
  assert.ok(!isDue({ step: "1.discuss", mark: 0 }, null));
});

test("a new phase and the first look are silent, however far they have come", () => {
  const late = reached({ phase, clock: { limit_ms: MINUTE, since: 0 } }, 2 * MINUTE);
  assert.ok(!isDue(null, late));
  assert.ok(!isDue({ step: "1.clarify", mark: 0 }, late));
});

test("minutes added are silent, and their end is said again", () => {
  const over = reached({ phase, clock: { limit_ms: 10 * MINUTE, since: 0 } }, 10 * MINUTE);
  const extended = reached({ phase, clock: { limit_ms: 16 * MINUTE, since: 0 } }, 10 * MINUTE);
  assert.ok(!isDue(over, extended));
  assert.ok(isDue(extended, reached({ phase, clock: { limit_ms: 16 * MINUTE, since: 0 } }, 11 * MINUTE)));
});
