import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldOf, hoursFor, isTooFar, MOST_HOURS, nextHour } from "../../../clients/web/operator/hours.js";

const NOW = Date.UTC(2026, 10, 22, 13, 30);
const HOUR = 3_600_000;

test("a link lives until a day after the meeting", () => {
  assert.equal(hoursFor(NOW + 7 * 24 * HOUR, 90, NOW), 7 * 24 + 2 + 24);
  assert.equal(hoursFor(NOW - HOUR, 60, NOW), 25);
});

test("no link is asked for that lives longer than a link may", () => {
  assert.equal(hoursFor(NOW + 500 * 24 * HOUR, 90, NOW), MOST_HOURS);
  assert.ok(isTooFar(NOW + 500 * 24 * HOUR, NOW));
  assert.ok(!isTooFar(NOW + 300 * 24 * HOUR, NOW));
});

test("a field holds the reader's own time", () => {
  assert.equal(fieldOf(new Date(2026, 0, 5, 7, 3)), "2026-01-05T07:03");
  assert.equal(fieldOf(nextHour(new Date(2026, 11, 31, 23, 20).getTime())), "2027-01-01T00:00");
});
