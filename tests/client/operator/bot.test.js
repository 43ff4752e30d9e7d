import assert from "node:assert/strict";
import { test } from "node:test";
import { Bot } from "../../../clients/web/operator/bot.js";

const settled = () => new Promise((go) => setImmediate(go));
const ROOM = { rehearsal: true, wants_in: false, agreement: { version: 1 } };
const YOU = { person: "p0", standing: "seated", agreed: true, attested: true, acts_as: ["member"] };

/** A line that a test speaks for. */
class Line {
  isLive = false;
  state = "idle";
  reason = "";
  view = { sections: /** @type {Record<string, any>} */ ({}) };
  /** @type {{type: string, fields: any, answer: (frame: any) => void}[]} */
  pressed = [];

  constructor(/** @type {any} */ listeners) {
    this.listeners = listeners;
  }
  start = () => this.is("live");
  press = (/** @type {string} */ type, /** @type {any} */ fields) =>
    new Promise((answer) => this.pressed.push({ type, fields, answer }));
  stop = (/** @type {string} */ reason) => this.is("stopped", reason);

  is(/** @type {string} */ state, reason = "") {
    Object.assign(this, { state, reason, isLive: state === "live" });
    this.listeners.onState();
  }
  /** @param {Record<string, any>} sections */
  shows(sections) {
    this.view = { sections: { ...this.view.sections, ...sections } };
    this.listeners.onView();
  }
  async answers(frame = { t: "done" }) {
    this.pressed.at(-1)?.answer(frame);
    await settled();
  }
  get types() {
    return this.pressed.map(({ type }) => type);
  }
}

/** A bot, the line that it gets, and time that a test lets pass. @param {any[]} refusals of the door, in a row */
function bot(...refusals) {
  /** @type {{at: number, work: () => void}[]} */
  let timers = [];
  const lines = /** @type {Line[]} */ ([]);
  let now = 0;
  const world = {
    enter: async () => {
      const refusal = refusals.shift();
      if (refusal) throw refusal;
      return { path: "/api/rooms/r/people/p0" };
    },
    connect: (/** @type {string} */ _, /** @type {any} */ listeners) => (lines.push(new Line(listeners)), lines[0]),
    after: (/** @type {() => void} */ work, /** @type {number} */ ms) => (timers.push({ at: now + ms, work }), timers.at(-1)),
    forget: (/** @type {any} */ timer) => (timers = timers.filter((one) => one !== timer)),
  };
  const pass = async (/** @type {number} */ ms) => {
    now += ms;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { work } of due) work();
    await settled();
  };
  const place = { at: 0, of: 5 };
  return { lines, pass, bot: new Bot({ secret: "s", place, world: /** @type {any} */ (world), onChange: () => {} }) };
}

/** @param {string} phase @param {Record<string, any>} [you] */
const at = (phase, you = {}) => ({
  room: ROOM,
  phase: { phase, step: `1.${phase}`, case: { number: 1, presenter: null } },
  you: { ...YOU, ...you },
});

async function seated() {
  const made = bot();
  await made.bot.comeIn();
  made.lines[0].shows(at("opening"));
  return { ...made, line: made.lines[0] };
}

test("it takes a person's time before it agrees, and then again before the line about privacy", async () => {
  const { bot: one, lines, pass } = bot();
  await one.comeIn();
  const [line] = lines;
  line.shows({ room: ROOM, you: { ...YOU, standing: "waiting", agreed: false, attested: false } });
  await pass(1_000);
  assert.deepEqual(line.types, []);
  await pass(200);
  assert.deepEqual([line.types, line.pressed[0].fields, one.isIn], [["agree"], { version: 1 }, false]);
  line.shows({ you: { ...YOU, standing: "waiting", attested: false } });
  await line.answers();
  await pass(1_200);
  line.shows({ you: YOU });
  assert.deepEqual([line.types, one.isIn], [["agree", "attest"], true]);
});

test("while it waits for an answer it presses nothing else", async () => {
  const { line, pass } = await seated();
  line.shows(at("select"));
  await pass(1_500);
  line.shows(at("select"));
  await pass(10_000);
  assert.deepEqual(line.types, ["volunteer"]);
});

test("what the leader was faster with is not pressed any more", async () => {
  const { line, pass } = await seated();
  line.shows(at("select"));
  await pass(1_400);
  line.shows(at("present"));
  await pass(10_000);
  assert.deepEqual(line.types, []);
});

test("what came instead has its own time", async () => {
  const { line, pass } = await seated();
  line.shows(at("select"));
  await pass(1_400);
  line.shows(at("discuss", { acts_as: ["member", "presenter"], chair: "offered" }));
  await pass(2_400);
  assert.deepEqual(line.types, []);
  await pass(100);
  assert.deepEqual(line.types, ["sit_back"]);
});

test("other news on the way does not make it wait anew", async () => {
  const { line, pass } = await seated();
  line.shows(at("select"));
  await pass(1_400);
  line.shows({ clock: { paused: true } });
  await pass(100);
  assert.deepEqual(line.types, ["volunteer"]);
});

test("it offers itself again when a leader goes back and asks once more, and not before", async () => {
  const { line, pass } = await seated();
  line.shows(at("select"));
  await pass(1_500);
  await line.answers();
  await pass(10_000);
  assert.deepEqual(line.types, ["volunteer"]);
  line.shows(at("opening"));
  line.shows(at("select"));
  await pass(1_500);
  assert.deepEqual(line.types, ["volunteer", "volunteer"]);
});

test("what was refused is tried again by what it then sees", async () => {
  const { line, pass } = await seated();
  line.shows(at("discuss", { acts_as: ["member", "presenter"], chair: "offered" }));
  await pass(2_500);
  await line.answers({ t: "refused" });
  await pass(2_500);
  assert.deepEqual(line.types, ["sit_back", "sit_back"]);
});

test("while its line is cut it does nothing, and goes on when it is back", async () => {
  const { bot: one, line, pass } = await seated();
  line.shows(at("select"));
  line.is("waiting");
  await pass(10_000);
  assert.deepEqual([line.types, one.isIn], [[], false]);
  line.is("live");
  await pass(1_500);
  assert.deepEqual([line.types, one.isIn], [["volunteer"], true]);
});

test("a server that does not answer is knocked at again; a meeting that is over is not", async () => {
  const { bot: one, lines, pass } = bot({ code: "lost", retry: true }, { code: "room_closed", retry: false });
  await one.comeIn();
  await pass(2_000);
  assert.deepEqual([lines.length, one.hasSeenEnd], [0, true]);
  await pass(60_000);
  assert.equal(lines.length, 0);
});

test("when the meeting has ended it hangs up by itself", async () => {
  const { bot: one, line, pass } = await seated();
  line.shows(at("ended"));
  await pass(10_000);
  assert.deepEqual([one.hasSeenEnd, line.state, line.types], [true, "stopped", []]);
});

test("one that was outside at the end knows it by how the server hung up", async () => {
  const { bot: one, line } = await seated();
  line.stop("closed");
  assert.ok(one.hasSeenEnd);
});

test("taken away, it says that it has to go, then hangs up and does nothing more", async () => {
  const { bot: one, line, pass } = await seated();
  line.shows(at("select"));
  one.leave();
  await pass(10_000);
  assert.deepEqual([line.types, line.state], [["leave"], "live"]);
  await line.answers();
  assert.deepEqual([line.state, one.isIn, one.hasSeenEnd], ["stopped", false, false]);
});

test("taken away on the way in, it never comes", async () => {
  const { bot: one, lines } = bot();
  const coming = one.comeIn();
  one.leave();
  await coming;
  assert.equal(lines.length, 0);
});
