import assert from "node:assert/strict";
import { test } from "node:test";
import { shapeInWords } from "../../../../clients/web/view/leading/shape.js";

const MINUTE = 60_000;
/** A page in English: numbers are written as the page's language writes them. */
const page = /** @type {any} */ ({ documentElement: { lang: "en" } });
globalThis.document = page;

const steps = [
  { id: "opening", phase: "opening", case: 0, limit_ms: 8 * MINUTE },
  { id: "1.select", phase: "select", case: 1, limit_ms: null },
  { id: "1.discuss", phase: "discuss", case: 1, limit_ms: 20 * MINUTE },
  { id: "closing", phase: "closing", case: 0, limit_ms: 7 * MINUTE },
];
/** @param {string | null} step @param {Record<string, any>} clock */
const at = (step, clock = {}) => ({ room: { steps }, phase: { step }, clock });

test("what is over, what is now and what is to come are heard in their order", () => {
  const clock = { limit_ms: 20 * MINUTE, spent_ms: 0, since: 0 };

  assert.equal(
    shapeInWords(at("1.discuss", clock), 8 * MINUTE),
    "Opening, over; One case today: Who has a case?, over; now: Discussion, 12 min left; Closing, 7 min",
  );
});

test("before the meeting all of it is to come, and a step without minutes has none", () => {
  assert.match(shapeInWords(at(null), 0), /^Opening, 8 min; One case today: Who has a case\?; Discussion, 20 min/);
  assert.match(shapeInWords(at("1.select"), 0), /; One case today: now: Who has a case\?; /);
});

test("of several cases each is told by its number", () => {
  const second = { id: "2.select", phase: "select", case: 2, limit_ms: null };
  assert.match(shapeInWords({ ...at(null), room: { steps: [...steps, second] } }, 0), /Case 1 of 2: Who has a case\?; .*Case 2 of 2: /);
});

test("past the time nothing is left, and nothing is owed", () => {
  const clock = { limit_ms: 7 * MINUTE, spent_ms: 9 * MINUTE, since: null };

  assert.match(shapeInWords(at("closing", clock), 0), /now: Closing, 0 min left$/);
});

test("where steps are short, as in a rehearsal, none is said to be nothing, in the numbers of the language", () => {
  const short = [{ id: "opening", phase: "opening", case: 0, limit_ms: 0.8 * MINUTE }, { id: "closing", phase: "closing", case: 0, limit_ms: 0.25 * MINUTE }];
  const clock = { limit_ms: 0.8 * MINUTE, spent_ms: 0.59 * MINUTE, since: null };
  page.documentElement.lang = "de";

  assert.equal(
    shapeInWords({ room: { steps: short }, phase: { step: "opening" }, clock }, 0),
    "now: Opening, 0,3 min left; Closing, 0,25 min",
  );
  page.documentElement.lang = "en";
});
