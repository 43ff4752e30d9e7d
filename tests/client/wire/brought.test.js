import assert from "node:assert/strict";
import { test } from "node:test";
import { bring, brought } from "../../../clients/web/wire/brought.js";

const ANN = "/api/rooms/r1/people/p1";

test("a pass is brought to everything below its path, and nowhere else", () => {
  bring(ANN, "pbp_ann");
  assert.deepEqual(brought(ANN), { Authorization: "Bearer pbp_ann" });
  assert.deepEqual(brought(`${ANN}/ticket`), { Authorization: "Bearer pbp_ann" });
  for (const other of ["/api/enter", `${ANN}2/ticket`, "/api/rooms/r1/people/p2/ticket", "https://elsewhere.example/"]) {
    assert.deepEqual(brought(other), {});
  }
});

test("the newest pass is brought", () => {
  bring(ANN, "pbp_older");
  bring(ANN, "pbp_newer");
  assert.deepEqual(brought(ANN), { Authorization: "Bearer pbp_newer" });
});
