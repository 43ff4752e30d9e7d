import assert from "node:assert/strict";
import { test } from "node:test";
import { DRIFT, KEPT, left, ServerClock, Wakefulness } from "../../../clients/web/wire/clock.js";

/** A sample of a server that is `ahead`, over a line with these delays. */
const sample = (/** @type {number} */ c0, /** @type {number} */ ahead, /** @type {number} */ there, /** @type {number} */ back) => {
  const s = c0 + there + ahead;
  return { c0, s1: s, s2: s, c1: c0 + there + back };
};

test("an even line tells the server's time exactly", () => {
  const clock = new ServerClock();
  clock.add(sample(100, 5_000, 20, 20));
  assert.equal(clock.at(140), 5_140);
  assert.equal(clock.error(140), 20);
});

test("the smallest delay of either way is what counts, whatever the others were", () => {
  const clock = new ServerClock();
  clock.add(sample(100, 5_000, 5, 90));
  clock.add(sample(300, 5_000, 80, 5));
  assert.ok(Math.abs(clock.offset(400) - 5_000) < 0.01);
});

test("under jitter of 0 to 100 ms each way two clocks agree within 50 ms", () => {
  let seed = 7;
  const chance = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const apart = Array.from({ length: 2_000 }, () => {
    const [one, other] = [0, 0].map(() => {
      const clock = new ServerClock();
      for (let n = 0; n < 10; n += 1) clock.add(sample(n * 150, 9_000, chance() * 100, chance() * 100));
      return clock.offset(1_600);
    });
    return Math.abs(one - other);
  });
  apart.sort((a, b) => a - b);
  assert.ok(apart[Math.floor(apart.length * 0.99)] <= 50);
});

test("old samples grow doubtful by the drift of a cheap quartz", () => {
  const clock = new ServerClock();
  clock.add(sample(0, 0, 10, 10));
  assert.ok(Math.abs(clock.error(1_000_020) - (10 + 1_000_000 * DRIFT)) < 1e-6);
});

test("only so many samples are kept", () => {
  const clock = new ServerClock();
  clock.add(sample(0, 1_000, 0, 0));
  for (let n = 1; n <= KEPT; n += 1) clock.add(sample(n, 1_000, 40, 40));
  assert.ok(clock.error(100) >= 40);
});

test("before the first sample a frame's own time is roughly right, and after sleep the old offset", () => {
  const clock = new ServerClock();
  clock.hint(10_000, 400);
  assert.equal(clock.at(500), 10_100);
  clock.add(sample(500, 9_650, 3, 3));
  clock.forget(600);
  assert.equal(clock.isKnown, false);
  assert.ok(Math.abs(clock.at(600) - 10_250) < 1);
});

test("of what frames say the time furthest ahead is kept, so that a late frame moves nothing back", () => {
  const clock = new ServerClock();
  clock.hint(10_000, 400);
  clock.hint(10_950, 1_400);
  assert.equal(clock.at(1_400), 11_000);
  clock.hint(12_020, 2_400);
  assert.equal(clock.at(2_400), 12_020);
});

test("what a frame said long ago gives way to a later one that is as good, by the drift of a cheap quartz", () => {
  const clock = new ServerClock();
  clock.hint(10_000, 0);
  clock.hint(1_010_000 - DRIFT * 1_000_000, 1_000_000);
  assert.equal(clock.offset(1_000_000), 10_000 - DRIFT * 1_000_000);
});

test("after sleep the first frame is believed, though it may be late", () => {
  const clock = new ServerClock();
  clock.hint(10_000, 0);
  clock.forget(500);
  clock.hint(10_300, 600);
  assert.equal(clock.at(600), 10_300);
});

test("what is left runs while the step runs, stands while it stands, and goes below zero", () => {
  assert.equal(left({ limit_ms: 60_000, spent_ms: 10_000, since: 1_000 }, 21_000), 30_000);
  assert.equal(left({ limit_ms: 60_000, spent_ms: 10_000, since: null }, 21_000), 50_000);
  assert.equal(left({ limit_ms: 60_000, spent_ms: 0, since: 0 }, 61_000), -1_000);
});

test("a step without minutes, or a clock one does not see, has nothing left to tell", () => {
  assert.equal(left({ limit_ms: null, spent_ms: 0, since: 5 }, 10), null);
  assert.equal(left({}, 10), null);
  assert.equal(left(undefined, 10), null);
});

test("a wall clock that jumps against the steady one is noticed once", () => {
  const awake = new Wakefulness();
  assert.equal(awake.look(0, 1_000), false);
  assert.equal(awake.look(100, 1_100), false);
  assert.equal(awake.look(200, 901_200), true);
  assert.equal(awake.look(300, 901_300), false);
});
