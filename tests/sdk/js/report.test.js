import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { Refused, Report, Stopped } from "../../../clients/js/index.js";

const KEY = "pbk_canary";
const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** @typedef {{send: (frame: unknown) => void, close: (code: number) => void}} Line */

/**
 * A server that answers posts in turn, and has each connection meet what the script says, the last one
 * for ever; `got` is what it was asked.
 * @param {import("node:test").TestContext} context
 * @param {{answers?: [number, unknown][], script?: ((line: Line) => void)[]}} given
 */
async function served(context, { answers = [], script = [] }) {
  /** @type {{url?: string, by?: string, key?: string | string[], body: any}[]} */
  const got = [];
  let came = 0;
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = JSON.parse(Buffer.concat(parts).toString());
    got.push({ url: request.url, by: request.headers.authorization, key: request.headers["idempotency-key"], body });
    const [status, said] = answers[Math.min(got.length, answers.length) - 1];
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(said));
  });
  server.on("upgrade", (request, socket) => {
    got.push({ url: request.url, by: request.headers.authorization, body: null });
    const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${MAGIC}`).digest("base64");
    socket.write(`HTTP/1.1 101 Here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    socket.on("error", () => {});
    context.after(() => socket.destroy());
    const frame = (/** @type {number} */ kind, /** @type {Buffer} */ body) =>
      socket.write(Buffer.concat([Buffer.from([0x80 | kind, 126, body.length >> 8, body.length & 255]), body]));
    const line = {
      send: (/** @type {unknown} */ said) => void frame(1, Buffer.from(typeof said === "string" ? said : JSON.stringify(said))),
      close: (/** @type {number} */ code) => void (socket.write(Buffer.from([0x88, 2, code >> 8, code & 255])), socket.end()),
    };
    script[Math.min((came += 1), script.length) - 1](line);
  });
  server.listen(0, "127.0.0.1");
  context.after(() => (server.closeAllConnections(), server.close()));
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { report: new Report(`http://127.0.0.1:${port}`, "r1", KEY), got };
}

/** @param {number} seq @param {Record<string, any>} fields */
const state = (seq, { n = 0, ...fields } = {}) => ({ type: "floor.changed", version: { seq, n }, participants: [], out: [], ...fields });

/** The versions that are handed on, so many of them. @param {Report} report @param {number} count */
async function seqs(report, count) {
  const found = [];
  for await (const floor of report.floors()) if (found.push(floor?.version.seq ?? null) === count) break;
  return found;
}

test("what is said arrives as the contract has it", async (context) => {
  const answers = /** @type {[number, unknown][]} */ ([
    [200, { grant: "pbj_1" }],
    [200, { participants: [{ ref: "laptop", identity: "bound" }] }],
    [200, { taken: 1 }],
    [200, { newest: { seq: 43, n: 0 } }],
  ]);
  const { report, got } = await served(context, { answers });
  const one = /** @type {const} */ ({ ref: "laptop", via: "web", grant: await report.grant("p1") });
  const event = /** @type {const} */ ({ id: "e1", ref: "laptop", type: "microphone", open: true, by: "self", at: 5 });
  const outcome = /** @type {const} */ ({ ref: "laptop", microphone: "locked", camera: "free" });
  assert.deepEqual(await report.participants([one]), { laptop: "bound" });
  assert.equal(await report.events([event]), 1);
  assert.deepEqual(await report.floorReport({ seq: 42, n: 1 }, [outcome], "enforced", 7), { seq: 43, n: 0 });
  const floor = { version: { seq: 42, n: 1 }, outcomes: [outcome], class: "enforced", at: 7 };
  assert.deepEqual(
    got.map(({ url, body }) => [url, body]),
    [
      ["/api/calls/r1/grants", { person: "p1" }],
      ["/api/calls/r1/participants", { participants: [one] }],
      ["/api/calls/r1/events", { events: [event] }],
      ["/api/calls/r1/floor-reports", floor],
    ],
  );
  assert.deepEqual(new Set(got.map(({ by }) => by)), new Set([`Bearer ${KEY}`]));
});

test("what got no answer is said again as the same, and a refusal is not", async (context) => {
  const busy = { code: "unavailable", retry: true, facts: { after_ms: 1 } };
  const no = { code: "unknown_version", retry: false };
  const { report, got } = await served(context, { answers: [[503, busy], [200, { taken: 1 }], [409, no]] });
  assert.equal(await report.events([{ id: "1", ref: "a", type: "left", at: 1 }]), 1);
  await assert.rejects(report.floorReport({ seq: 1, n: 0 }, [], "requested"), (error) => error instanceof Refused && error.code === no.code);
  assert.equal(got.length, 3);
  assert.equal(got[0].key, got[1].key);
  assert.notEqual(got[1].key, got[2].key);
});

test("states come by a socket with the key, none older than one before, the same again too", async (context) => {
  const first = (/** @type {Line} */ line) => (line.send(state(3)), setTimeout(() => line.close(4000), 50));
  const then = (/** @type {Line} */ line) => {
    line.send({ type: "weather" });
    line.send(state(3));
    setTimeout(() => line.send(state(2, { n: 9 })), 50);
    setTimeout(() => line.send(state(4)), 150);
  };
  const { report, got } = await served(context, { script: [first, then] });
  assert.deepEqual(await seqs(report, 3), [3, 3, 4]);
  assert.deepEqual([got[0].url, got[0].by], ["/api/calls/r1/floor", `Bearer ${KEY}`]);
});

test("after silence every lock is let go of once", async (context) => {
  const quiet = (/** @type {Line} */ line) => line.send(state(3, { lasts_ms: 100 }));
  const { report } = await served(context, { script: [quiet, (line) => line.close(4000), (line) => line.send(state(4))] });
  assert.deepEqual(await seqs(report, 3), [3, null, 4]);
});

for (const bad of ["", "no JSON", '{"type": "floor.changed"}', '{"type": "floor.changed", "version": {"seq": "x", "n": 0}}']) {
  test(`what is no frame ends the line and not the stay: ${bad}`, async (context) => {
    const { report, got } = await served(context, { script: [(line) => line.send(bad), (line) => line.send(state(4))] });
    assert.deepEqual(await seqs(report, 1), [4]);
    assert.equal(got.length, 2);
  });
}

test("the end of the key is the end, and says why", async (context) => {
  const refuses = (/** @type {Line} */ line) => (line.send({ type: "refused", of: "", code: "not_by_contract" }), line.close(4504));
  const { report, got } = await served(context, { script: [refuses] });
  await assert.rejects(seqs(report, 1), (error) => error instanceof Stopped && error.reason === "not_by_contract");
  assert.equal(got.length, 1);
});
