import assert from "node:assert/strict";
import { test } from "node:test";
import { Overheard } from "../../../clients/web/wire/overheard.js";

/** Everything that is ready by now has happened. */
async function soon() {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
}

/** @param {Response | Promise<Response>} answer */
async function listened(answer) {
  /** @type {any[]} */
  const asked = [];
  /** @type {string[]} */
  const happened = [];
  const source = new Overheard("/stream", { Authorization: "Bearer x" }, (code) => void happened.push(`refused ${code}`), async (url, how) => (asked.push([url, how]), answer));
  source.onopen = () => void happened.push("open");
  source.onerror = () => void happened.push("over");
  source.addEventListener("state", ({ data }) => void happened.push(data));
  await soon();
  return { asked, happened, source };
}

/** A stream that is written to piece by piece. */
function stream() {
  /** @type {any} */
  let writer = null;
  const body = new ReadableStream({ start: (given) => void (writer = given) });
  return { answer: new Response(body), write: (/** @type {string | Uint8Array} */ piece) => writer.enqueue(typeof piece === "string" ? new TextEncoder().encode(piece) : piece), end: () => writer.close() };
}

test("the header goes with it, and no cookie does", async () => {
  const { asked } = await listened(new Response("", { status: 503 }));
  const [[url, { headers, credentials }]] = asked;
  assert.deepEqual([url, headers, credentials], ["/stream", { Authorization: "Bearer x" }, "omit"]);
});

test("events are heard whole, wherever the line breaks them", async () => {
  const { answer, write, end } = stream();
  const { happened } = await listened(answer);
  for (const piece of ["retry: 1000\n\n: still", " here\n\nid: e.v.1\nevent: st", "ate\ndata: {\"a\":", "1}\n", "\nevent: other\ndata: {}\n\n"]) write(piece);
  await soon();
  assert.deepEqual(happened, ["open", '{"a":1}']);
  end();
  await soon();
  assert.deepEqual(happened.slice(2), ["over"]);
});

test("a letter that a piece cuts in two is one letter", async () => {
  const { answer, write } = stream();
  const { happened } = await listened(answer);
  const bytes = new TextEncoder().encode("event: state\ndata: é\n\n");
  const cut = bytes.indexOf(0xc3) + 1;
  write(bytes.slice(0, cut));
  write(bytes.slice(cut));
  await soon();
  assert.equal(happened[1], "é");
});

test("who is refused for good is told why, who may come again is not", async () => {
  const refused = Response.json({ code: "grant_expired", retry: false }, { status: 401 });
  assert.deepEqual((await listened(refused)).happened, ["refused grant_expired", "over"]);
  assert.deepEqual((await listened(Response.json({ code: "not_serving", retry: true }, { status: 503 }))).happened, ["over"]);
  assert.deepEqual((await listened(new Response("busy", { status: 429 }))).happened, ["over"]);
});

test("where nobody answers it is over", async () => {
  assert.deepEqual((await listened(Promise.reject(new TypeError("no network")))).happened, ["over"]);
});

test("once closed nothing is heard, and nothing is over", async () => {
  const { answer, write, end } = stream();
  const { happened, source } = await listened(answer);
  source.close();
  write('event: state\ndata: {"a":1}\n\n');
  end();
  await soon();
  assert.deepEqual(happened, ["open"]);
});

test("an event without an end is not waited for", async () => {
  const { answer, write } = stream();
  const { happened } = await listened(answer);
  write(`event: state\ndata: ${"x".repeat(1_000_001)}`);
  await soon();
  assert.deepEqual(happened, ["open", "over"]);
});
