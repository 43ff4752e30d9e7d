import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { answered, ticket } from "../../../clients/web/wire/door.js";

const real = globalThis.fetch;
afterEach(() => void (globalThis.fetch = real));

/** What the next request gets. @param {any} body @param {ResponseInit} [how] */
function answers(body, how) {
  globalThis.fetch = async () => new Response(JSON.stringify(body), how);
}

/** @param {Promise<any>} asked */
const refusal = (asked) => asked.then(() => assert.fail("was let in"), (refused) => refused);

test("a refusal has its code, whether to try again, and its facts", async () => {
  answers({ code: "rate_limited", retry: true, detail: "Too many.", facts: { after_ms: 700 } }, { status: 429, headers: { "Retry-After": "1" } });
  assert.deepEqual(await refusal(ticket("/p")), { code: "rate_limited", say: "Too many.", retry: true, facts: { after_ms: 700 } });
});

test("where somebody else answers for the server, the seconds they ask for are the pause", async () => {
  answers("busy", { status: 429, headers: { "Retry-After": "3" } });
  const { retry, facts } = await refusal(ticket("/p"));
  assert.deepEqual([retry, facts], [true, { after_ms: 3_000 }]);
});

test("where nobody answers it is worth another try", async () => {
  globalThis.fetch = async () => Promise.reject(new TypeError("no network"));
  assert.deepEqual(await refusal(ticket("/p")), { code: "lost", say: "", retry: true });
});

test("a press that is kept until the database is back is asked for again", async () => {
  answers({ t: "kept", id: "a" }, { status: 202 });
  assert.deepEqual(await answered("/p", { id: "a" }), { t: "refused", id: "a", code: "unavailable", retry: true });
});
