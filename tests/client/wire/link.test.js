import assert from "node:assert/strict";
import { test } from "node:test";
import { ending, LONGEST, next, pause, SOON, TABLE } from "../../../clients/web/wire/link.js";

test("every state is left by a stop but the one that has stopped", () => {
  for (const state of Object.keys(TABLE).filter((one) => one !== "stopped")) {
    assert.equal(next(/** @type {any} */ (state), "stop"), "stopped");
  }
});

test("a stopped link comes back only when it is started", () => {
  for (const event of /** @type {const} */ (["welcome", "lost", "retry", "stop"])) assert.equal(next("stopped", event), "stopped");
  assert.equal(next("stopped", "start"), "joining");
});

test("pauses double, stay below their bound, and are drawn at random", () => {
  assert.equal(pause(1, 1), 250);
  assert.equal(pause(3, 1), 1_000);
  assert.equal(pause(30, 1), LONGEST);
  assert.equal(pause(5, 0), 0);
});

test("close codes say whether to come back", () => {
  assert.deepEqual(ending(4502), { comesBack: false, needsTicket: true, within: 0, reason: "replaced" });
  assert.equal(ending(4510).comesBack, false);
  assert.equal(ending(1009).comesBack, false);
  for (const code of [1001, 1006, 1011, 4100]) assert.equal(ending(code).comesBack, true);
});

test("a hello that came too late over a bad line is said again, by the same secret", () => {
  const { comesBack, needsTicket } = ending(4104);
  assert.deepEqual([comesBack, needsTicket], [true, false]);
});

test("a server that goes away in good order is followed within a second, with the same secret", () => {
  assert.deepEqual(ending(4000), { comesBack: true, needsTicket: false, within: SOON, reason: "server" });
});

test("a pass or ticket that has run out asks for a new ticket", () => {
  assert.equal(ending(4200).needsTicket, true);
  assert.equal(ending(4100).needsTicket, false);
});
