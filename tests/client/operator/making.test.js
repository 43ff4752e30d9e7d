import assert from "node:assert/strict";
import { test } from "node:test";
import { Making } from "../../../clients/web/operator/making.js";
import { withCase, withoutLastCase } from "../../../clients/web/operator/steps.js";

const PLAN = { name: "small", title: "A small one", clock: "soft", push_back: true, wants_in: false, rings: false, shows_volunteers: true, admits: {}, texts: {}, steps: [{ id: "opening", phase: "opening", minutes: 60, case: 0 }, { id: "closing", phase: "closing", minutes: 0, case: 0 }] };

/** An office whose server makes `most` links and then refuses. */
function office(most = Infinity) {
  const asked = /** @type {any[]} */ ([]);
  const server = {
    most,
    plans: async () => ({ default: "small", plans: [] }),
    plan: async () => PLAN,
    makeRoom: async (/** @type {any} */ terms) => (asked.push(terms), { room: "r1" }),
    makeLink: async (/** @type {string} */ room, /** @type {any} */ terms) => {
      if (!server.most--) throw { code: "lost" };
      asked.push(terms);
      return { id: `${room}-${asked.length}`, name: terms.name ?? null };
    },
  };
  const attempt = async (/** @type {any} */ work) => work(server).catch(() => (at.refusals += 1));
  const at = { api: server, refusals: 0, onChange: () => {}, attempt, attemptAlone: attempt };
  return { at, asked, server, making: new Making(/** @type {any} */ (at)) };
}

/** @param {Making} making */
async function filled(making) {
  await making.load();
  making.set({ people: { leader: "Ada", member: "Cleo\nDev", observer: "" }, isShared: true });
}

const WORDS = { agreement: "We keep it here.", title: "Ours" };

test("a room is made, then a link for each, leaders first and the shared one last", async () => {
  const { asked, making } = office();
  await filled(making);
  await making.make(WORDS);
  assert.deepEqual(asked[0], { plan: "small", agreement: { text: "We keep it here." } });
  assert.deepEqual(asked.slice(1).map((one) => [one.kind, one.name, one.role]), [
    ["personal", "Ada", "leader"],
    ["personal", "Cleo", "member"],
    ["personal", "Dev", "member"],
    ["shared", undefined, "member"],
  ]);
  assert.deepEqual(making.made?.missing, []);
});

test("where the server is lost half way it goes on later, in the same room and with nobody twice", async () => {
  const { asked, at, making, server } = office(2);
  await filled(making);
  await making.make(WORDS);
  assert.equal(at.refusals, 1);
  assert.deepEqual(making.made?.missing.map((one) => "name" in one && one.name), ["Dev", false]);
  server.most = Infinity;
  await making.goOn();
  assert.equal(making.made?.links.length, 4);
  assert.equal(asked.filter((one) => one.plan).length, 1);
});

test("links live until a day after a meeting that is a week away", async () => {
  const { asked, making } = office();
  await filled(making);
  making.set({ starts: new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 16) });
  await making.make(WORDS);
  assert.ok(asked[1].hours > 7 * 24);
});

test("changed minutes are sent; what cannot be read is named and not sent", async () => {
  const { asked, making } = office();
  await filled(making);
  making.set({ typed: { opening: "ten" } });
  assert.ok(making.hasWrongMinutes);
  making.set({ typed: { opening: "30" } });
  await making.make(WORDS);
  assert.deepEqual([asked[0].plan.title, asked[0].plan.steps[0].minutes, "rehearsal" in asked[0]], ["Ours", 30, false]);
});

test("another plan forgets what was changed in the one before", async () => {
  const { making } = office();
  await filled(making);
  making.set({ typed: { opening: "30" } });
  making.change((plan) => ({ ...plan, clock: "full" }));
  await making.choose("small");
  assert.deepEqual([making.typed, making.draft, making.names("leader")], [{}, PLAN, ["Ada"]]);
});

test("another case is as long as the last one stands in the form; what was typed goes with its case", async () => {
  const { making } = office();
  await filled(making);
  const cases = () => making.steps.filter((step) => step.phase === "discuss").map((step) => step.minutes);
  making.change(withCase);
  making.set({ typed: { "1.discuss": "33", "1.present": "ten" } });
  making.change(withCase);
  assert.deepEqual(cases(), [33, 33]);
  making.set({ typed: { ...making.typed, "2.discuss": "44" } });
  making.change(withoutLastCase);
  assert.deepEqual([making.typed, making.hasWrongMinutes], [{ "1.discuss": "33", "1.present": "ten" }, true]);
  making.change(withCase);
  assert.deepEqual(cases(), [33, 33]);
});
