import assert from "node:assert/strict";
import { test } from "node:test";
import { StreamSocket } from "../../../clients/web/wire/stream.js";

/** An event source that a test speaks for. */
class Source {
  /** @type {Record<string, (event: any) => void>} */
  hears = {};
  isClosed = false;
  onopen = () => {};
  onerror = () => {};
  /** @param {string} url */
  constructor(url) {
    this.url = url;
  }
  addEventListener = (/** @type {string} */ kind, /** @type {any} */ hear) => (this.hears[kind] = hear);
  close = () => (this.isClosed = true);
}

/** @param {any} [cursor] */
function opened(cursor = null) {
  /** @type {any} */
  let source = null;
  /** @type {any[]} */
  const posted = [];
  const socket = new StreamSocket("/api/rooms/r/people/p", cursor, {
    listen: (url) => /** @type {any} */ (source = new Source(url)),
    post: async (frame) => (posted.push(frame), { t: "done", id: frame.id, seq: 9 }),
  });
  /** @type {any[]} */
  const heard = [];
  /** @type {number[]} */
  const closed = [];
  socket.onmessage = ({ data }) => heard.push(JSON.parse(data));
  socket.onclose = ({ code }) => closed.push(code);
  source.onopen();
  return { socket, source, posted, heard, closed };
}

test("the cursor goes with the address", () => {
  assert.equal(opened().source.url, "/api/rooms/r/people/p/stream");
  const { source } = opened({ epoch: "e", view: "member.v1", seq: 4 });
  assert.equal(source.url, "/api/rooms/r/people/p/stream?cursor=e.member.v1.4");
});

test("frames come down as they would on a socket", () => {
  const { source, heard } = opened();
  source.hears.state({ data: '{"t":"state","seq":1}' });
  assert.deepEqual(heard, [{ t: "state", seq: 1 }]);
});

test("a ping is heard, or the line would take a quiet room for a dead one", () => {
  const { source, heard } = opened();
  source.hears.ping({ data: '{"t":"ping","n":1,"seq":1}' });
  assert.deepEqual(heard, [{ t: "ping", n: 1, seq: 1 }]);
});

test("a press is posted, and its answer heard; nothing else goes up", async () => {
  const { socket, posted, heard } = opened();
  await socket.send('{"t":"hello"}');
  await socket.send('{"t":"sync","c0":1}');
  await socket.send('{"t":"do","id":"a","type":"stop"}');
  assert.deepEqual([posted.length, heard], [1, [{ t: "done", id: "a", seq: 9 }]]);
});

test("a goodbye says with which code, and an error with none", () => {
  const one = opened();
  one.source.hears.bye({ data: '{"t":"bye","code":4502}' });
  one.source.onerror();
  assert.deepEqual([one.closed, one.source.isClosed], [[4502], true]);
  const other = opened();
  other.source.onerror();
  assert.deepEqual(other.closed, [1006]);
});
