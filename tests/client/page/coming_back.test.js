import assert from "node:assert/strict";
import { test } from "node:test";
import { isComingBack } from "../../../clients/web/page/coming_back.js";
import { Presses } from "../../../clients/web/wire/presses.js";

test("who pressed the way back is coming back until it is answered, and no longer", () => {
  const presses = new Presses();
  const visit = /** @type {any} */ ({ line: { presses } });
  for (const t of ["done", "refused"]) {
    presses.add({ t: "do", id: t, type: "come_back_in" });
    assert.equal(isComingBack(visit), true);
    presses.hear({ t, id: t });
    assert.equal(isComingBack(visit), false);
  }
});

test("no other press brings anybody back", () => {
  const presses = new Presses();
  presses.add({ t: "do", id: "1", type: "pause" });
  for (const line of [null, { presses }]) assert.equal(isComingBack(/** @type {any} */ ({ line })), false);
});
