import assert from "node:assert/strict";
import { test } from "node:test";
import { BLOCKED, Way } from "../../../clients/web/wire/way.js";

/** @param {Way} way @param {boolean} hasOpened */
function tried(way, hasOpened) {
  way.begins();
  if (hasOpened) way.opens();
  way.ends();
}

/** A way whose sockets were blocked. */
function blocked() {
  const way = new Way();
  for (let n = 0; n < BLOCKED; n += 1) tried(way, false);
  return way;
}

test("sockets are blocked when so many in a row did not open", () => {
  const way = new Way();
  tried(way, false);
  tried(way, true);
  tried(way, false);
  assert.equal(way.isStream, false);
  assert.equal(blocked().isStream, true);
});

test("a stream that served stays the way, one that did not open gives the socket its turn", () => {
  const way = blocked();
  tried(way, true);
  assert.equal(way.isStream, true);
  tried(way, false);
  assert.equal(way.isStream, false);
});

test("a socket that was let through after all is the way from then on", () => {
  const way = blocked();
  way.changes();
  tried(way, true);
  assert.equal(way.isStream, false);
});
