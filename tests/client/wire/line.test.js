import assert from "node:assert/strict";
import { test } from "node:test";
import { AGAIN, Line } from "../../../clients/web/wire/line.js";
import { DOUBT, SILENCE } from "../../../clients/web/wire/silence.js";
import { STEADY } from "../../../clients/web/wire/tries.js";

/** A world without a network: sockets that a test answers, and a clock that it moves. */
class World {
  now = 0;
  skew = 1_000_000;
  drawn = 0;
  /** @type {any[]} */
  sockets = [];
  /** @type {{at: number, work: () => void}[]} */
  timers = [];
  /** @type {any} */
  refusal = null;

  open = (/** @type {string} */ url) => {
    /** @type {any} */
    const socket = { url, readyState: 1, sent: [], close: () => (socket.readyState = 3) };
    socket.send = (/** @type {string} */ text) => socket.sent.push(JSON.parse(text));
    this.sockets.push(socket);
    return socket;
  };
  ticket = async () => {
    if (this.refusal) throw this.refusal;
    return `ticket-${(this.drawn += 1)}`;
  };
  stream = (/** @type {any} */ at) => {
    const socket = this.open("stream");
    socket.at = at;
    return socket;
  };
  steady = () => this.now;
  wall = () => this.now + this.skew;
  chance = () => 0.5;
  uuid = () => `id-${(this.drawn += 1)}`;
  after = (/** @type {() => void} */ work, /** @type {number} */ ms) => {
    const timer = { at: this.now + ms, work };
    this.timers.push(timer);
    return timer;
  };
  forget = (/** @type {any} */ timer) => {
    this.timers = this.timers.filter((one) => one !== timer);
  };

  /** Let time pass, and what was put off happen. @param {number} ms */
  async pass(ms) {
    const until = this.now + ms;
    for (;;) {
      const due = this.timers.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.now = Math.max(this.now, due.at);
      this.forget(due);
      due.work();
      await settled();
    }
    this.now = until;
  }

  get last() {
    return this.sockets.at(-1);
  }

  /** @param {Record<string, any>} frame */
  says(frame) {
    this.last.onmessage({ data: JSON.stringify(frame) });
  }
}

const settled = () => new Promise((go) => setImmediate(go));
const WELCOME = { t: "welcome", room: "r", epoch: "e", view: "member.v1", person: "p", now: 5_000, ping_ms: 20_000, resume: "resume-1" };
const STATE = { t: "state", full: true, view: "member.v1", seq: 4, now: 5_000, because: [], set: { phase: { phase_rev: 3 } } };

/** @returns {Promise<{world: World, line: Line, states: string[]}>} */
async function joined() {
  const world = new World();
  /** @type {string[]} */
  const states = [];
  const line = new Line({ room: "r", url: "ws://here/ws", world, onState: (state) => states.push(state) });
  line.start();
  await settled();
  world.last.onopen();
  world.says(WELCOME);
  world.says(STATE);
  return { world, line, states };
}

test("a hello brings a ticket, and a welcome makes it live", async () => {
  const { world, line, states } = await joined();
  assert.deepEqual(world.last.sent[0], { t: "hello", room: "r", wire: 1, ticket: "ticket-1" });
  assert.deepEqual([line.state, states], ["live", ["joining", "live"]]);
});

test("a lost line comes back with the resume secret and the cursor", async () => {
  const { world, line } = await joined();
  world.last.onclose({ code: 1006 });
  assert.equal(line.state, "waiting");
  await world.pass(1_000);
  world.last.onopen();
  assert.deepEqual(world.last.sent[0], { t: "hello", room: "r", wire: 1, resume: "resume-1", cursor: { epoch: "e", view: "member.v1", seq: 4 } });
});

test("a press that may mean something else by now is sent again once the meeting is seen, if it is still meant", async () => {
  for (const [rev, wanted] of /** @type {[number, string[]][]} */ ([[3, ["leave", "stop"]], [4, ["leave"]]])) {
    const { world, line } = await joined();
    world.last.onclose({ code: 1006 });
    const answer = line.press("stop", {}, { isMeant: ({ phase }) => phase.phase_rev === 3 });
    line.press("leave");
    await world.pass(1_000);
    world.last.onopen();
    world.says(WELCOME);
    world.says({ t: "state", seq: 5, now: 6_000, because: [], set: { phase: { phase_rev: rev } } });
    const sent = () => world.last.sent.filter((/** @type {any} */ one) => one.t === "do").map((/** @type {any} */ one) => one.type);
    assert.deepEqual(sent(), ["leave"]);
    for (let n = 0; n < 2; n += 1) world.says({ t: "state", now: 6_000, set: { own: {} } });
    assert.deepEqual(sent(), wanted);
    if (rev === 4) assert.equal((await answer).code, "stale");
  }
});

test("minutes pressed before the first answer are each their own", async () => {
  const { world, line } = await joined();
  line.view = { ...line.view, sections: { clock: { timer_rev: 7 } } };
  for (let n = 0; n < 3; n += 1) line.press("extend", { by: 60_000 });
  const sent = world.last.sent.filter((/** @type {any} */ one) => one.type === "extend");
  assert.deepEqual(sent.map((/** @type {any} */ one) => one.expect.timer_rev), [7, 8, 9]);
});

test("a press without an answer is sent again with its id after the welcome, before anything new", async () => {
  const { world, line } = await joined();
  line.press("advance");
  const [pressed] = world.last.sent.filter((/** @type {any} */ one) => one.t === "do");
  assert.deepEqual(pressed.expect, { phase_rev: 3 });
  world.last.onclose({ code: 1006 });
  const later = line.press("stop");
  await world.pass(1_000);
  world.last.onopen();
  world.says(WELCOME);
  const sent = world.last.sent.filter((/** @type {any} */ one) => one.t === "do");
  assert.deepEqual(sent.map((/** @type {any} */ one) => one.type), ["advance", "stop"]);
  assert.deepEqual(sent[0], pressed);
  world.says({ t: "done", id: sent[1].id, seq: 9 });
  assert.equal((await later).seq, 9);
});

test("a refusal that may be tried again is, after as long as it says", async () => {
  const { world, line } = await joined();
  const answer = line.press("advance");
  const [pressed] = world.last.sent.filter((/** @type {any} */ one) => one.t === "do");
  world.says({ t: "refused", id: pressed.id, code: "rate_limited", retry: true, facts: { after_ms: 700 } });
  await world.pass(699);
  assert.equal(world.last.sent.filter((/** @type {any} */ one) => one.id === pressed.id).length, 1);
  await world.pass(1);
  assert.equal(world.last.sent.filter((/** @type {any} */ one) => one.id === pressed.id).length, 2);
  world.says({ t: "refused", id: pressed.id, code: "stale", retry: false });
  assert.equal((await answer).code, "stale");
});

test("who was replaced forgets the secret, stays away, and comes back by a ticket when asked", async () => {
  const { world, line } = await joined();
  world.last.onclose({ code: 4502 });
  await world.pass(60_000);
  assert.deepEqual([line.state, line.reason, world.sockets.length], ["stopped", "replaced", 1]);
  line.start();
  await settled();
  world.last.onopen();
  assert.equal(world.last.sent[0].ticket, "ticket-2");
});

test("a link that was refused for good stops, and one that nobody answered is tried again", async () => {
  const world = new World();
  world.refusal = { code: "lost", retry: true };
  const line = new Line({ room: "r", url: "u", world });
  line.start();
  await settled();
  assert.equal(line.state, "waiting");
  world.refusal = { code: "link_revoked", retry: false };
  await world.pass(20_000);
  assert.deepEqual([line.state, line.reason], ["stopped", "link_revoked"]);
});

test("a silent line is dead after a while", async () => {
  const { world, line } = await joined();
  await world.pass(SILENCE - 2_000);
  world.says({ t: "ping", n: 7, seq: 4, now: 1 });
  assert.deepEqual(world.last.sent.find((/** @type {any} */ one) => one.t === "pong"), { t: "pong", n: 7 });
  await world.pass(SILENCE - 1);
  assert.equal(line.state, "live");
  await world.pass(1);
  assert.notEqual(line.state, "live");
});

test("a line that says nothing to a press, or on waking, is dead sooner", async () => {
  for (const ask of [(/** @type {Line} */ line) => void line.press("stop"), (/** @type {Line} */ line) => line.wake()]) {
    const { world, line } = await joined();
    await world.pass(2_000);
    ask(line);
    await world.pass(DOUBT - 1);
    assert.equal(line.state, "live");
    await world.pass(1);
    assert.equal(line.state, "waiting");
  }
});

test("a server that only takes long over a press still answers a sample, and is believed", async () => {
  const { world, line } = await joined();
  line.press("stop");
  world.says({ t: "sync", c0: 0, s1: 5_000, s2: 5_000 });
  await world.pass(DOUBT);
  assert.equal(line.state, "live");
});

test("a ping that knows more than the view brings the line back with its cursor", async () => {
  const { world, line } = await joined();
  world.says({ t: "ping", n: 1, seq: 5, now: 1 });
  assert.equal(line.state, "waiting");
});

test("waking does not wait", async () => {
  const { world, line } = await joined();
  for (let n = 0; n < 6; n += 1) {
    world.last.onclose({ code: 1006 });
    line.wake();
    await settled();
  }
  assert.equal(world.sockets.length, 7);
});

test("without a network the view is old at once, and a press waits for the next line", async () => {
  const { world, line } = await joined();
  const dead = world.last;
  line.cut();
  assert.equal(line.state, "waiting");
  line.press("pause");
  line.wake();
  await settled();
  world.last.onopen();
  world.says(WELCOME);
  const pressed = (/** @type {any} */ socket) => socket.sent.filter((/** @type {any} */ one) => one.t === "do").length;
  assert.deepEqual([pressed(dead), pressed(world.last)], [0, 1]);
});

test("ten samples in a second and a half tell the time; a line that slept is taken up again", async () => {
  const { world, line } = await joined();
  await world.pass(1_500);
  const asked = world.last.sent.filter((/** @type {any} */ one) => one.t === "sync");
  assert.equal(asked.length, 10);
  world.now += 4;
  world.says({ t: "sync", c0: world.now - 4, s1: 90_000, s2: 90_000 });
  assert.equal(line.now(), 90_002);
  line.look();
  world.skew += 3_600_000;
  line.look();
  assert.deepEqual([line.time.clock.isKnown, line.state], [false, "waiting"]);
  await world.pass(1_000);
  world.last.onopen();
  world.says(WELCOME);
  await world.pass(1_500);
  assert.equal(world.last.sent.filter((/** @type {any} */ one) => one.t === "sync").length, 10);
});

test("who leaves for good is told of no more, and what waited is refused", async () => {
  const { world, line } = await joined();
  const answer = line.press("advance");
  line.stop("left");
  assert.equal((await answer).code, "left");
  await world.pass(60_000);
  assert.equal(world.sockets.length, 1);
});

/** A line that lives by a stream, since two sockets in a row did not open. */
async function streaming() {
  const { world, line, states } = await joined();
  for (let n = 0; n < 3; n += 1) {
    world.last.onclose({ code: 1006 });
    await world.pass(1_000);
  }
  world.last.onopen();
  world.says({ ...WELCOME, resume: "" });
  return { world, line, states, stream: world.last };
}

/** Let time pass with the pings of a quiet room. @param {World} world @param {any} socket @param {number} ms */
async function quiet(world, socket, ms) {
  for (let rest = ms; rest > 0; rest -= 20_000) {
    socket.onmessage({ data: JSON.stringify({ t: "ping", n: 1, seq: 4, now: 5_000 }) });
    await world.pass(Math.min(rest, 20_000));
  }
}

test("where two sockets in a row do not even open a stream is tried, with the cursor", async () => {
  const { line, stream } = await streaming();
  assert.deepEqual([stream.url, stream.at.seq, line.state], ["stream", 4, "live"]);
});

test("a stream that served is the next try too, and one that did not open gives the socket its turn", async () => {
  const { world } = await streaming();
  world.last.onclose({ code: 1006 });
  await world.pass(1_000);
  assert.equal(world.last.url, "stream");
  world.last.onclose({ code: 1006 });
  await world.pass(2_000);
  assert.equal(world.last.url, "ws://here/ws");
});

test("a line that lives by a stream tries a socket beside it, and changes over without a gap", async () => {
  const { world, line, states, stream } = await streaming();
  await quiet(world, stream, AGAIN - 1);
  assert.equal(world.last, stream);
  await world.pass(1);
  const socket = world.last;
  assert.deepEqual([socket.url, line.state], ["ws://here/ws", "live"]);
  socket.onopen();
  await settled();
  assert.deepEqual([socket.sent[0].t, socket.sent[0].cursor.seq], ["hello", 4]);
  line.press("stop");
  stream.readyState = 3;
  stream.onclose({ code: 4502 });
  assert.equal(line.state, "live");
  world.says({ ...WELCOME, resume: "resume-2" });
  assert.equal(socket.sent.at(-1).type, "stop");
  assert.equal(states.filter((state) => state === "waiting").length, 3);
  await world.pass(1_000);
  assert.equal(socket.sent.filter((/** @type {any} */ one) => one.t === "sync").length, 7);
  socket.onclose({ code: 1006 });
  await world.pass(1_000);
  world.last.onopen();
  assert.equal(world.last.sent[0].resume, "resume-2");
});

test("a socket that is blocked still ends unnoticed, and is tried again a minute later", async () => {
  const { world, line, states, stream } = await streaming();
  const before = states.length;
  await quiet(world, stream, AGAIN);
  world.last.onclose({ code: 1006 });
  const tried = world.sockets.length;
  await quiet(world, stream, AGAIN);
  assert.deepEqual([line.state, states.length, world.sockets.length], ["live", before, tried + 1]);
});

test("who wakes tries the socket at once, and only one at a time", async () => {
  const { world, line } = await streaming();
  const before = world.sockets.length;
  line.wake();
  line.wake();
  assert.equal(world.sockets.length, before + 1);
});

test("a stream that was let go for a socket that came to nothing is taken up again", async () => {
  const { world, line, stream } = await streaming();
  await quiet(world, stream, AGAIN);
  world.last.onopen();
  await settled();
  stream.readyState = 3;
  stream.onclose({ code: 4502 });
  world.last.onclose({ code: 4103 });
  assert.equal(line.state, "waiting");
});

test("a goodbye is the end of a line, whether or not its close arrives", async () => {
  for (const [code, state] of [[4000, "waiting"], [4502, "stopped"]]) {
    const { world, line } = await joined();
    const socket = world.last;
    world.says({ t: "bye", code, reason: "" });
    assert.deepEqual([line.state, socket.readyState], [state, 3]);
    socket.onclose({ code });
    assert.equal(line.state, state);
  }
});

/** A line on a node that leaves, and the socket to another that is tried beside it. */
async function leaving() {
  const { world, line, states } = await joined();
  const old = world.last;
  world.says({ t: "drain", within_ms: 10_000 });
  await world.pass(2_000);
  const next = world.last;
  next.onopen();
  await settled();
  return { world, line, states, old, next };
}

const pressed = (/** @type {any} */ socket) => socket.sent.filter((/** @type {any} */ one) => one.t === "do").map((/** @type {any} */ one) => one.type);

test("on a node that leaves everybody goes at an instant of their own, before it closes the first", async () => {
  for (const [chance, at] of /** @type {[number, number][]} */ ([[0.25, 1_000], [0.5, 2_000], [1, 4_000]])) {
    const { world } = await joined();
    world.chance = () => chance;
    world.says({ t: "drain", within_ms: 10_000 });
    await world.pass(at - 1);
    assert.equal(world.sockets.length, 1);
    await world.pass(1);
    assert.equal(world.sockets.length, 2);
  }
});

test("a line that leaves its node is read and pressed over until the next is welcomed, and nobody is told", async () => {
  const { world, line, states, old, next } = await leaving();
  assert.deepEqual(next.sent, [{ t: "hello", room: "r", wire: 1, resume: "resume-1", cursor: { epoch: "e", view: "member.v1", seq: 4 } }]);
  line.press("stop");
  old.onmessage({ data: JSON.stringify({ t: "state", seq: 5, now: 6_000, because: [], set: { phase: { phase_rev: 4 } } }) });
  assert.deepEqual([pressed(old), line.view.seq], [["stop"], 5]);
  world.says({ ...WELCOME, resume: "resume-2" });
  world.says({ t: "state", seq: 4, now: 6_000, because: [], set: { phase: { phase_rev: 3 } } });
  assert.deepEqual([pressed(next), old.readyState, line.view.sections.phase.phase_rev], [["stop"], 3, 4]);
  old.onclose({ code: 4502 });
  await quiet(world, next, 30_000);
  assert.deepEqual([line.state, world.last], ["live", next]);
  assert.ok(!states.includes("waiting"));
  next.onclose({ code: 1006 });
  await world.pass(1_000);
  world.last.onopen();
  assert.equal(world.last.sent[0].resume, "resume-2");
});

test("that the line which is left ends before the welcome is no event", async () => {
  for (const code of [4502, 4000]) {
    const { world, line, states, old, next } = await leaving();
    old.onmessage({ data: JSON.stringify({ t: "bye", code, reason: "" }) });
    old.onclose({ code });
    line.press("stop");
    world.says({ ...WELCOME, resume: "resume-2" });
    assert.deepEqual([line.state, pressed(next)], ["live", ["stop"]]);
    assert.ok(!states.includes("waiting"));
  }
});

test("where no other node answers the line stays, tries again, and comes back as ever once it is closed", async () => {
  const { world, line, states, old, next } = await leaving();
  next.onclose({ code: 1012 });
  await world.pass(499);
  assert.equal(world.last, next);
  await world.pass(1);
  assert.notEqual(world.last, next);
  assert.ok(!states.includes("waiting"));
  const tried = world.last;
  old.onclose({ code: 4000 });
  assert.deepEqual([line.state, tried.readyState], ["waiting", 3]);
  await world.pass(500);
  world.last.onopen();
  assert.equal(world.last.sent[0].resume, "resume-1");
});

test("who goes on elsewhere while their line changes is replaced, and stays away", async () => {
  const { world, line, old } = await leaving();
  old.onmessage({ data: JSON.stringify({ t: "bye", code: 4502, reason: "" }) });
  world.says({ t: "bye", code: 4502, reason: "" });
  await world.pass(60_000);
  assert.deepEqual([line.state, line.reason, world.sockets.length], ["stopped", "replaced", 2]);
});

test("a server that gives no time is not left before it closes", async () => {
  const { world } = await joined();
  world.says({ t: "drain", within_ms: 0 });
  await world.pass(1_000);
  assert.equal(world.sockets.length, 1);
});

test("a server that lets everybody in and drops them at once is asked ever more slowly", async () => {
  const { world, line } = await joined();
  for (let n = 0; n < 5; n += 1) {
    world.last.onclose({ code: 1006 });
    await world.pass(15_000);
    world.last.onopen();
    world.says(WELCOME);
  }
  world.last.onclose({ code: 1006 });
  const before = world.sockets.length;
  await world.pass(250 * 2 ** 5 * 0.5 - 1);
  assert.equal(world.sockets.length, before);
  await world.pass(1);
  world.last.onopen();
  world.says(WELCOME);
  await world.pass(STEADY);
  world.last.onclose({ code: 1006 });
  await world.pass(125);
  assert.equal(line.state, "joining");
});

test("a ticket that is refused for a while is not asked for before, not even on waking", async () => {
  const world = new World();
  let asked = 0;
  world.ticket = async () => {
    asked += 1;
    throw { code: "rate_limited", retry: true, facts: { after_ms: 5_000 } };
  };
  const line = new Line({ room: "r", url: "u", world });
  line.start();
  await settled();
  await world.pass(4_999);
  line.wake();
  await settled();
  assert.equal(asked, 1);
  await world.pass(1_000);
  assert.equal(asked, 2);
});

test("a ticket that comes after its try was given up opens no second line", async () => {
  const world = new World();
  /** @type {((ticket: string) => void)[]} */
  const tickets = [];
  world.ticket = () => new Promise((draw) => tickets.push(draw));
  const line = new Line({ room: "r", url: "u", world });
  line.start();
  await world.pass(16_000);
  assert.equal(tickets.length, 2);
  tickets[0]?.("late");
  await settled();
  assert.equal(world.sockets.length, 0);
  tickets[1]?.("right");
  await settled();
  assert.deepEqual([world.sockets.length, line.state], [1, "joining"]);
});

test("why a hello was refused says more than the close code", async () => {
  const { world, line } = await joined();
  world.last.onclose({ code: 1006 });
  await world.pass(1_000);
  world.last.onopen();
  world.says({ t: "refused", id: null, code: "link_revoked", retry: false });
  world.last.onclose({ code: 4500 });
  assert.deepEqual([line.state, line.reason], ["stopped", "link_revoked"]);
});

test("a hello refused for the moment says why until the next", async () => {
  const { world, line } = await joined();
  world.last.onclose({ code: 1006 });
  await world.pass(1_000);
  world.last.onopen();
  world.says({ t: "refused", id: null, code: "room_full", retry: false });
  world.last.onclose({ code: 4100 });
  assert.deepEqual([line.state, line.reason], ["waiting", "room_full"]);
});

test("a line that fell silent, or slept, is known to have shown what was old; one that broke is not", async () => {
  for (const [lose, isOld] of /** @type {[(world: World, line: Line) => unknown, boolean][]} */ ([
    [(world) => world.last.onclose({ code: 1006 }), false],
    [(_, line) => line.cut(), false],
    [(world) => world.pass(SILENCE), true],
    [(world, line) => (line.look(), (world.skew += 60_000), line.look()), true],
  ])) {
    const { world, line } = await joined();
    await lose(world, line);
    assert.deepEqual([line.isLive, line.isOld], [false, isOld]);
  }
});
