import assert from "node:assert/strict";
import { test } from "node:test";
import { Timekeeper } from "../../../clients/web/wire/timekeeper.js";

/** A world whose clocks a test sets. */
function kept() {
  const world = { now: 0, wall: 1_000_000 };
  /** @type {any[]} */
  const sent = [];
  /** @type {(() => void)[]} */
  const later = [];
  const time = new Timekeeper(
    /** @type {any} */ ({
      steady: () => world.now,
      wall: () => world.wall,
      after: (/** @type {() => void} */ work) => later.push(work),
      forget: () => later.splice(0),
    }),
    (frame) => sent.push(frame),
  );
  return { world, time, sent, later };
}

test("a line begins with ten samples, and beginning anew asks for no more than ten", () => {
  const { time, sent, later } = kept();
  time.begin();
  time.begin();
  for (const work of later) work();
  assert.deepEqual([sent.length, sent[0]], [10, { t: "sync", c0: 0 }]);
});

test("however many ask for a sample within a second, one is asked for at once and one a second later", () => {
  const { world, time, sent, later } = kept();
  for (world.now = 0; world.now < 200; world.now += 10) time.askSoon();
  world.now = 1_000;
  for (const work of later) work();
  assert.deepEqual(sent.map(({ c0 }) => c0), [0, 1_000]);
});

test("a sample counts more than what a frame said of the time", () => {
  const { world, time } = kept();
  world.now = 100;
  time.hear({ t: "state", now: 9_000 });
  assert.equal(time.now(), 9_000);
  time.hear({ t: "sync", c0: 90, s1: 9_500, s2: 9_500 });
  assert.equal(time.now(), 9_505);
});

test("sleep makes the samples mean nothing", () => {
  const { world, time } = kept();
  assert.equal(time.hasSlept(), false);
  time.hear({ t: "sync", c0: 0, s1: 5, s2: 5 });
  world.wall += 60_000;
  assert.deepEqual([time.hasSlept(), time.clock.isKnown], [true, false]);
});
