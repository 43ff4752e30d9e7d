import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Moves, waitingElsewhere } from "../../../clients/web/page/moves.js";
import { Presses } from "../../../clients/web/wire/presses.js";

const DONE = { t: "done" };
const NO = { t: "refused", code: "no_presenter" };
const settled = () => new Promise((go) => setImmediate(go));

/** A leader's page whose line a test answers for. */
function page() {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {string[]} */
  const pressed = [];
  /** @type {Record<string, any>} */
  const answers = { about_to: Promise.resolve(DONE), advance: DONE, not_yet: DONE };
  /** @type {string[]} */
  const refused = [];
  const press = async (/** @type {string} */ type) => (pressed.push(type), answers[type]);
  const visit = /** @type {any} */ ({
    isLive: true,
    sections: { phase: { phase_rev: 1 }, between: { lines: [] } },
    you: { person: "ada" },
    line: { press, presses: new Presses() },
    press,
    pressing: { refuse: (/** @type {string} */ code) => refused.push(code) },
    now: () => 0,
    onChange: () => {},
  });
  const moves = new Moves(visit, 3_000);
  const passes = async () => {
    mock.timers.tick(3_000);
    await settled();
  };
  return { moves, visit, pressed, answers, refused, passes };
}

/** @param {ReturnType<typeof page>["moves"]} moves */
const next = async (moves) => {
  moves.begin("advance", "advance");
  await settled();
};

test("a move is told, waits and is made", async () => {
  const { moves, pressed, passes } = page();
  await next(moves);
  assert.deepEqual(pressed, ["about_to"]);
  await passes();
  assert.deepEqual(pressed, ["about_to", "advance"]);
});

test("a move waits from when the others can read of it", async () => {
  const { moves, pressed, answers, passes } = page();
  /** @type {(answer: any) => void} */
  let answer = () => {};
  answers.about_to = new Promise((go) => (answer = go));
  await next(moves);
  await passes();
  assert.deepEqual(pressed, ["about_to"]);
  answer(DONE);
  await settled();
  await passes();
  assert.deepEqual(pressed, ["about_to", "advance"]);
});

test("who leads alone from the presenter's chair has nobody to tell, and moves", async () => {
  const { moves, pressed, answers, passes } = page();
  answers.about_to = { t: "refused", code: "forbidden" };
  await next(moves);
  await passes();
  assert.deepEqual(pressed, ["about_to", "advance"]);
});

test("a move that the others could not read of is not made", async () => {
  const { moves, pressed, answers, refused, passes } = page();
  answers.about_to = { t: "refused", code: "stale" };
  await next(moves);
  await passes();
  assert.deepEqual([pressed, refused, moves.pending], [["about_to"], ["stale"], null]);
});

test("a move is dropped with the line, in words, and taken back when the line is", async () => {
  const { moves, visit, pressed, refused, passes } = page();
  await next(moves);
  moves.follow("waiting");
  moves.follow("joining");
  await passes();
  moves.follow("live");
  assert.deepEqual([pressed, refused], [["about_to", "not_yet"], ["move_dropped"]]);
  moves.follow("live");
  assert.equal(pressed.length, 2);
  assert.equal(visit.line.presses.size, 0);
});

test("what was to be told of a dropped move is not told later", async () => {
  const { moves, visit, answers } = page();
  answers.about_to = visit.line.presses.add({ id: "1", type: "about_to" });
  await next(moves);
  moves.follow("waiting");
  assert.equal(visit.line.presses.size, 0);
});

test("without a connection nothing is begun", async () => {
  const { moves, visit, pressed } = page();
  visit.isLive = false;
  await next(moves);
  assert.deepEqual([pressed, moves.pending], [["advance"], null]);
});

test("a move that is refused is taken back on the others' pages, where the meeting has not moved", async () => {
  for (const [rev, wanted] of /** @type {[number, string[]][]} */ ([[1, ["about_to", "advance", "not_yet"]], [2, ["about_to", "advance"]]])) {
    const { moves, visit, pressed, answers, passes } = page();
    answers.advance = NO;
    await next(moves);
    visit.sections = { ...visit.sections, phase: { phase_rev: rev } };
    await passes();
    assert.deepEqual(pressed, wanted);
  }
});

test("not yet is heard though somebody has said something since", async () => {
  const { moves, visit } = page();
  await next(moves);
  visit.sections.between = { lines: [{ kind: "not_yet", at: 5, by: "ben" }, { kind: "signal", at: 6, by: "ben" }] };
  moves.hear();
  assert.equal(moves.pending, null);
});

test("one's own not yet, and an older one, stop nothing", async () => {
  const { moves, visit } = page();
  visit.sections.between = { lines: [{ kind: "not_yet", at: 5, by: "ben" }] };
  await next(moves);
  visit.sections.between = { lines: [{ kind: "not_yet", at: 5, by: "ben" }, { kind: "not_yet", at: 6, by: "ada" }] };
  moves.hear();
  assert.notEqual(moves.pending, null);
});

test("another leader's move is read of until it has happened", () => {
  const line = { kind: "about_to", at: 5, by: "ben", value: "advance", phase_rev: 1 };
  const { visit } = page();
  visit.sections.between = { lines: [line] };
  assert.deepEqual(waitingElsewhere(visit), { by: "ben", move: "advance", until: 11_005 });
  visit.sections.phase = { phase_rev: 2 };
  assert.equal(waitingElsewhere(visit), null);
});
