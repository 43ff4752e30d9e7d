import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Moves, waitingElsewhere } from "../../../clients/web/page/moves.js";
import { Presses } from "../../../clients/web/wire/presses.js";

const DONE = { t: "done" };
const NO = { t: "refused", code: "no_presenter" };
const STEPS = ["opening", "1.select", "1.present"].map((id) => ({ id, phase: id.split(".").at(-1) }));
const OPENING = { phase: "opening", step: "opening", phase_rev: 1 };
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
  /** @type {any[]} */
  const asked = [];
  const press = async (/** @type {string} */ type) => (pressed.push(type), answers[type]);
  const visit = /** @type {any} */ ({
    isLive: true,
    sections: { room: { steps: STEPS }, phase: OPENING, clock: { paused: false }, between: { lines: [] } },
    you: { person: "ada" },
    line: { press, presses: new Presses(), look: () => {} },
    press,
    pressing: { refuse: (/** @type {string} */ code) => refused.push(code), refuseLate: () => refused.push("stale"), askFirst: (/** @type {any} */ one) => asked.push(one) },
    now: () => 0,
    onChange: () => {},
  });
  let now = 0;
  const moves = new Moves(visit, 3_000, () => now);
  const passes = async (ms = 3_000) => {
    now += ms;
    mock.timers.tick(ms);
    await settled();
  };
  const hears = (/** @type {any} */ sections) => {
    visit.sections = { ...visit.sections, ...sections };
    moves.hear();
  };
  return { moves, visit, pressed, answers, refused, asked, passes, hears };
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

/** Ada's page of a case that Ben leads. @param {any} visit */
const ledByBen = (visit) => {
  const seats = ["ada", "ben"].map((person) => ({ person, role: "leader" }));
  const phase = { ...OPENING, case: { number: 1 }, case_rev: 4, leading: ["ben"] };
  visit.sections = { ...visit.sections, phase, circle: { seats }, you: { person: "ada", acts_as: ["leader"] } };
};

test("whom another leader's case asks is asked before the others read of the move, and it waits after the yes", async () => {
  const { moves, visit, pressed, asked, passes } = page();
  ledByBen(visit);
  await next(moves);
  assert.deepEqual([pressed, moves.pending, asked.length], [[], null, 1]);
  assert.deepEqual([asked[0].move, asked[0].type, asked[0].facts], ["advance", "advance", { leading: ["ben"], case_rev: 4 }]);
  moves.begin("advance", "advance", { confirm: 4 });
  await settled();
  assert.deepEqual(pressed, ["about_to"]);
  await passes();
  assert.deepEqual([pressed, asked.length], [["about_to", "advance"], 1]);
});

test("a move that waits is taken back where the next one is asked for", async () => {
  const { moves, visit, pressed } = page();
  await next(moves);
  ledByBen(visit);
  await next(moves);
  assert.deepEqual([pressed, moves.pending], [["about_to", "not_yet"], null]);
});

test("a move that is refused is taken back on the others' pages, where the meeting has not moved", async () => {
  for (const [rev, wanted] of /** @type {[number, string[]][]} */ ([[1, ["about_to", "advance", "not_yet"]], [2, ["about_to", "advance"]]])) {
    const { moves, visit, pressed, answers, passes } = page();
    answers.advance = NO;
    await next(moves);
    visit.sections = { ...visit.sections, phase: { ...OPENING, phase_rev: rev } };
    await passes();
    assert.deepEqual(pressed, wanted);
  }
});

test("a move is fresh for half a second", async () => {
  const { moves, passes } = page();
  assert.equal(moves.isFresh, false);
  await next(moves);
  for (const [ms, fresh] of /** @type {[number, boolean][]} */ ([[0, true], [499, true], [1, false]])) {
    await passes(ms);
    assert.equal(moves.isFresh, fresh);
  }
});

test("not yet is heard though somebody has said something since", async () => {
  const { moves, visit } = page();
  await next(moves);
  visit.sections.between = { lines: [{ kind: "not_yet", at: 5, by: "ben" }, { kind: "signal", at: 6, by: "ben" }] };
  moves.hear();
  assert.equal(moves.pending, null);
});

test("what stops the meeting, or its clock, stops a move that waits, and the others hear of it", async () => {
  for (const halt of [{ phase: { ...OPENING, case: { stopped: true } } }, { clock: { paused: true } }]) {
    const { moves, pressed, passes, hears } = page();
    await next(moves);
    hears(halt);
    await passes();
    assert.deepEqual([pressed, moves.pending], [["about_to", "not_yet"], null]);
  }
});

test("a move out of what is stopped already waits and is made, unless it is stopped anew", async () => {
  for (const [since, made] of /** @type {[boolean[], string][]} */ ([[[true], "advance"], [[false, true], "not_yet"]])) {
    const { moves, visit, pressed, passes, hears } = page();
    visit.sections.clock = { paused: true };
    await next(moves);
    for (const paused of since) hears({ clock: { paused } });
    await passes();
    assert.deepEqual(pressed, ["about_to", made]);
  }
});

test("who presses to stop the meeting stops her own move that waits", async () => {
  for (const [type, wanted] of [["stop", "not_yet"], ["pause", "not_yet"], ["extend", "advance"]]) {
    const { moves, pressed, passes } = page();
    await next(moves);
    moves.yieldTo(type);
    await passes();
    assert.deepEqual(pressed, ["about_to", wanted]);
  }
});

test("a page that stood still makes no move that nobody reads of any more, and says so", async () => {
  const { moves, pressed, refused, passes } = page();
  await next(moves);
  await passes(20_000);
  assert.deepEqual([pressed, refused], [["about_to", "not_yet"], ["move_late"]]);
});

test("a page that stood still before it heard that its move was told makes none", async () => {
  const { moves, pressed, answers, refused, passes } = page();
  /** @type {(answer: any) => void} */
  let answer = () => {};
  answers.about_to = new Promise((go) => (answer = go));
  await next(moves);
  await passes(20_000);
  answer(DONE);
  await settled();
  await passes();
  assert.deepEqual([pressed, refused], [["about_to", "not_yet"], ["move_late"]]);
});

test("a move that is told late by a slow line is made", async () => {
  const { moves, pressed, answers, passes } = page();
  /** @type {(answer: any) => void} */
  let answer = () => {};
  answers.about_to = new Promise((go) => (answer = go));
  await next(moves);
  await passes(4_000);
  answer(DONE);
  await settled();
  await passes(3_500);
  assert.deepEqual(pressed, ["about_to", "advance"]);
});

test("the glance for not yet stops a move that waits", async () => {
  const { moves, pressed, hears } = page();
  await next(moves);
  hears({ between: { lines: [{ kind: "signal", value: "time", at: 5, by: "ben" }] } });
  assert.notEqual(moves.pending, null);
  hears({ between: { lines: [{ kind: "signal", value: "not_yet", at: 6, by: "ben" }] } });
  assert.deepEqual([pressed, moves.pending], [["about_to", "not_yet"], null]);
});

test("a move that would lead elsewhere by now is not made", async () => {
  const { moves, pressed, passes, hears } = page();
  await next(moves);
  hears({ room: { steps: [STEPS[0], { id: "closing", phase: "closing" }] } });
  await passes();
  assert.deepEqual(pressed, ["about_to", "not_yet"]);
});

test("what another window of the same leader was about to do is taken back once", () => {
  const { pressed, hears } = page();
  const line = { kind: "about_to", at: 5, by: "ada", value: "advance", phase_rev: 1 };
  for (const lines of [[line], [line]]) hears({ between: { lines } });
  assert.deepEqual(pressed, ["not_yet"]);
});

test("what another leader is about to do is not taken back by who comes", () => {
  const { pressed, hears } = page();
  hears({ between: { lines: [{ kind: "about_to", at: 5, by: "ben", value: "advance", phase_rev: 1 }] } });
  assert.deepEqual(pressed, []);
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
  const line = { kind: "about_to", at: 5, by: "ben", value: "skip", to: "1.close", phase_rev: 1 };
  const { visit } = page();
  visit.sections.between = { lines: [line] };
  assert.deepEqual(waitingElsewhere(visit), { by: "ben", move: "skip", to: "1.close", until: 11_005 });
  visit.sections.phase = { phase_rev: 2 };
  assert.equal(waitingElsewhere(visit), null);
});

test("where the meeting came from is known by a page that saw it there", () => {
  const { moves, hears } = page();
  const comes = (/** @type {number} */ phase_rev, /** @type {string} */ phase) => {
    hears({ phase: { phase_rev, phase } });
    return moves.cameFrom;
  };
  assert.equal(comes(4, "present"), "");
  assert.equal(comes(5, "clarify"), "present");
  assert.equal(comes(5, "clarify"), "present");
  assert.equal(comes(7, "rejoin"), "");
});

test("who leads from the presenter's chair knows it too", () => {
  const { moves, visit, hears } = page();
  for (const [phase_rev, phase] of /** @type {[number, string][]} */ ([[4, "present"], [5, "clarify"]])) {
    visit.you = { person: "ada", phase_rev };
    hears({ you: visit.you, phase: { phase } });
  }
  assert.equal(moves.cameFrom, "present");
});
