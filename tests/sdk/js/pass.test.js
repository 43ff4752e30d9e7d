import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { Refused } from "../../../clients/js/index.js";
import { Pass } from "../../../clients/js/pass.js";

/**
 * Whoever answers before the server does, for as long as the test lasts.
 * @param {import("node:test").TestContext} context
 * @param {import("node:http").RequestListener} answers
 */
async function stands(context, answers) {
  const listening = createServer(answers).listen(0, "127.0.0.1");
  context.after(() => (listening.closeAllConnections(), listening.close()));
  await once(listening, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (listening.address());
  return `http://127.0.0.1:${port}`;
}

/** @param {string} server */
const passTo = (server) => new Pass({ server, room: "r1", secret: "pbl_canary" });

for (const status of [301, 302, 303, 307, 308]) {
  test(`nobody is sent elsewhere with their secret, by ${status}`, async (context) => {
    let came = 0;
    const other = await stands(context, (_, response) => void ((came += 1), response.end("{}")));
    const sending = await stands(context, (_, response) => void response.writeHead(status, { Location: other }).end());
    await assert.rejects(passTo(sending).open(), (error) => {
      assert.ok(error instanceof Refused);
      assert.deepEqual([error.code, error.retry], ["failed", true]);
      return /sends elsewhere/.test(error.say) && !error.message.includes("canary");
    });
    assert.equal(came, 0);
  });
}

test("the page of a network that asks for a password is gone later", async (context) => {
  const server = await stands(context, (_, response) => void response.end("<h1>Welcome to our hotel</h1>"));
  await assert.rejects(passTo(server).open(), (error) => error instanceof Refused && error.code === "failed" && error.retry);
});

test("who takes a request and never answers is not waited for", async (context) => {
  const server = await stands(context, () => {});
  const pass = passTo(server);
  pass.patience = 50;
  await assert.rejects(pass.open(), (error) => error instanceof Refused && error.code === "lost" && error.retry);
});
