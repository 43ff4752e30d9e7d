import assert from "node:assert/strict";
import { test } from "node:test";
import { LOOKS, TURNS } from "../../../clients/web/call/carrying.js";
import { Watch } from "../../../clients/web/call/watch.js";
import { Clockwork } from "../page/clockwork.js";
import { settled } from "./world.js";

/** A watch over a line of which a test says how long a packet takes. */
function watching() {
  const world = new Clockwork();
  const line = { trip: 0.04, asked: 0, isOver: false };
  let turns = 0;
  const stats = async () => {
    line.asked += 1;
    if (line.isOver) throw new Error("closed");
    return [{ type: "candidate-pair", nominated: true, currentRoundTripTime: line.trip }];
  };
  const watch = new Watch({ world, stats, onTurn: () => (turns += 1) });
  /** @param {number} looks */
  const passes = async (looks) => {
    for (let n = 0; n < looks; n += 1) {
      world.pass(LOOKS);
      await settled();
    }
  };
  return { world, watch, line, passes, turns: () => turns };
}

const WORSE = TURNS.good.after;

test("it tells once that the line has become bad, and once that it is good again", async () => {
  const { watch, line, passes, turns } = watching();
  watch.start();
  await passes(1);
  line.trip = 2;
  await passes(WORSE + 5);
  assert.deepEqual([watch.is, turns()], ["bad", 1]);
  line.trip = 0.04;
  await passes(TURNS.bad.after);
  assert.deepEqual([watch.is, turns()], ["good", 2]);
});

test("nobody looks before the call is there, or after it has gone", async () => {
  const { world, watch, line, passes } = watching();
  await passes(3);
  watch.start();
  watch.stop();
  await passes(3);
  assert.deepEqual([line.asked, world.timers], [0, []]);
});

test("a look that comes back after the end counts for nothing, and none follows it", async () => {
  const { world, watch, line, passes } = watching();
  watch.start();
  await passes(1);
  line.trip = 2;
  for (let n = 0; n < WORSE; n += 1) {
    world.pass(LOOKS);
    watch.start();
    await settled();
  }
  assert.deepEqual([watch.is, world.timers.length], ["good", 1]);
});

test("what was known of the line is so on the next connection too, and what had begun to be is not", async () => {
  const { watch, line, passes } = watching();
  watch.start();
  line.trip = 2;
  await passes(WORSE);
  watch.start();
  await passes(WORSE);
  assert.equal(watch.is, "good");
  await passes(1);
  assert.equal(watch.is, "bad");
  watch.start();
  assert.equal(watch.is, "bad");
});

test("a connection that cannot be asked is asked again", async () => {
  const { watch, line, passes } = watching();
  watch.start();
  line.isOver = true;
  await passes(3);
  line.isOver = false;
  await passes(1);
  assert.equal(line.asked, 4);
});
