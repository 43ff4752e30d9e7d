import assert from "node:assert/strict";
import { test } from "node:test";
import { BAD, FRESH, GOOD, judged, TURNS } from "../../../clients/web/call/carrying.js";

/** @typedef {import("../../../clients/web/call/traffic.js").Look} Look */

/** @type {Record<string, Look>} */
const LOOK = {
  good: { loss: 0, trip: 40 },
  lossy: { loss: BAD.loss, trip: 40 },
  late: { loss: 0, trip: BAD.trip },
  between: { loss: GOOD.loss, trip: 40 },
  slow: { loss: 0, trip: GOOD.trip },
  nothing: { loss: null, trip: null },
};

/** So many looks of that kind. @param {number} count @param {string} kind */
const times = (count, kind) => /** @type {string[]} */ (Array(count).fill(kind));

/** What a line is after these looks. @param {string[]} kinds @param {import("../../../clients/web/call/carrying.js").Carrying} from */
const after = (kinds, from = FRESH) => kinds.reduce((line, kind) => judged(line, LOOK[kind]), from);

const WORSE = TURNS.good.after;
const BETTER = TURNS.bad.after;

/** @type {[string, string[], string][]} */
const TABLE = [
  ["one bad moment is none", ["lossy"], "good"],
  ["one look short of bad is good", times(WORSE - 1, "lossy"), "good"],
  ["packets that are lost again and again make it bad", times(WORSE, "lossy"), "bad"],
  ["so do packets that come too late", times(WORSE, "late"), "bad"],
  ["and either in turn", ["late", "lossy", "late"], "bad"],
  ["a good look in between begins the count anew", [...times(WORSE - 1, "lossy"), "good", ...times(WORSE - 1, "lossy")], "good"],
  ["so does one between bad and good", [...times(WORSE - 1, "lossy"), "between", "lossy"], "good"],
  ["what is neither never makes it bad", times(99, "between"), "good"],
  ["a look that tells nothing counts for nothing", ["lossy", "nothing", "lossy", "nothing", "lossy"], "bad"],
  ["a bad line is good again after long", [...times(WORSE, "lossy"), ...times(BETTER, "good")], "good"],
  ["and not a look sooner", [...times(WORSE, "lossy"), ...times(BETTER - 1, "good")], "bad"],
  ["one bad look begins the waiting anew", [...times(WORSE, "lossy"), ...times(BETTER - 1, "good"), "late", "good"], "bad"],
  ["what is between never makes it good", [...times(WORSE, "lossy"), ...times(99, "between")], "bad"],
  ["nor does what is slow without loss", [...times(WORSE, "lossy"), ...times(99, "slow")], "bad"],
  ["a line that tells nothing any more stays as it was", [...times(WORSE, "late"), ...times(99, "nothing")], "bad"],
];

for (const [words, looks, is] of TABLE) test(words, () => assert.equal(after(looks).is, is));

test("it is given up within a quarter of a minute, and trusted again within minutes, never sooner than it was given up", () => {
  assert.ok(WORSE * 4 <= 15 && BETTER > 3 * WORSE && BETTER * 4 <= 120);
});

test("loss alone is judged where nobody knows how long a packet takes, and the other way round", () => {
  assert.equal([1, 2, 3].reduce((line) => judged(line, { loss: 0.3, trip: null }), FRESH).is, "bad");
  assert.equal([1, 2, 3].reduce((line) => judged(line, { loss: null, trip: 2_000 }), FRESH).is, "bad");
});
