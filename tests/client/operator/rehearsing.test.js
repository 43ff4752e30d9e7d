import assert from "node:assert/strict";
import { test } from "node:test";
import { Making } from "../../../clients/web/operator/making.js";
import { Rehearsing } from "../../../clients/web/operator/rehearsing.js";

const STEPS = [
  { id: "opening", phase: "opening", minutes: 8, case: 0 },
  { id: "closing", phase: "closing", minutes: 0, case: 0 },
];
const CHOICES = { clock: "soft", push_back: true, wants_in: false, rings: false, shows_volunteers: true };
const PLAN = { name: "small", title: "A small one", ...CHOICES, texts: {}, admits: {}, steps: STEPS };
const TERMS = { agreement: "We keep it here.", title: "Ours", leader: "Ada", names: ["Ash (bot)", "Elm (bot)"] };

/** An office, what it asked of the server, and which links were opened in which room. */
function office() {
  const asked = /** @type {any[]} */ ([]);
  const opened = /** @type {any[]} */ ([]);
  const server = {
    plans: async () => ({ default: "small", plans: [] }),
    plan: async () => PLAN,
    makeRoom: async (/** @type {any} */ terms) => (asked.push(terms), { room: "r1" }),
    makeLink: async (/** @type {string} */ room, /** @type {any} */ terms) => (asked.push(terms), { url: `https://here/r/${room}#${terms.name.split(" ")[0]}` }),
  };
  const at = /** @type {any} */ ({ api: server, onChange: () => {}, attemptAlone: (/** @type {any} */ work) => work(server) });
  at.making = new Making(at);
  const world = (/** @type {string} */ room) => ({
    enter: async (/** @type {string} */ secret) => (opened.push([room, secret]), { path: "" }),
    connect: () => ({ start: () => {}, state: "live", view: { sections: {} }, press: async () => ({ t: "done" }), stop: () => opened.push("stopped") }),
  });
  return { at, asked, opened, rehearsing: new Rehearsing(at, /** @type {any} */ (world)) };
}

const settled = () => new Promise((go) => setImmediate(go));

test("the room is marked as a rehearsal; its steps are a tenth, its graces as always", async () => {
  const { at, asked, rehearsing } = office();
  await at.making.load();
  await rehearsing.begin(TERMS);
  assert.deepEqual(asked[0].rehearsal, { speed: 1 });
  assert.deepEqual(asked[0].plan.steps.map((/** @type {any} */ step) => step.minutes), [0.8, 0]);
  assert.deepEqual(asked[0].agreement, { text: "We keep it here." });
});

test("the plan is the one that stands in the form", async () => {
  const { at, asked, rehearsing } = office();
  await at.making.load();
  at.making.set({ typed: { opening: "30" } });
  await rehearsing.begin(TERMS);
  assert.deepEqual([asked[0].plan.title, asked[0].plan.steps[0].minutes], ["Ours", 3]);
  assert.equal(PLAN.steps[0].minutes, 8);
});

test("the leader has a link, and each bot one of its own, in that room and as a member", async () => {
  const { at, asked, opened, rehearsing } = office();
  await at.making.load();
  await rehearsing.begin(TERMS);
  await settled();
  assert.deepEqual(asked.slice(1).map(({ name, role }) => [name, role]), [["Ada", "leader"], ["Ash (bot)", "member"], ["Elm (bot)", "member"]]);
  assert.equal(rehearsing.now?.url, "https://here/r/r1#Ada");
  assert.deepEqual(opened, [["r1", "Ash"], ["r1", "Elm"]]);
});

test("a name that no circle has room for is cut", async () => {
  const { at, asked, rehearsing } = office();
  await at.making.load();
  await rehearsing.begin({ ...TERMS, leader: "A".repeat(80) });
  assert.ok(asked[1].name.length <= 60);
});

test("taken away, each bot hangs up; the page still says so, until the form is wanted again", async () => {
  const { at, opened, rehearsing } = office();
  await at.making.load();
  await rehearsing.begin(TERMS);
  await settled();
  rehearsing.end();
  await settled();
  assert.deepEqual(opened.slice(2), ["stopped", "stopped"]);
  assert.deepEqual([rehearsing.now?.hasBeenLeft, rehearsing.hasEnded, rehearsing.count], [true, false, 0]);
  rehearsing.close();
  assert.equal(rehearsing.now, null);
});
