import assert from "node:assert/strict";
import { test } from "node:test";
import { initial, short } from "../../../clients/web/view/signs.js";

test("what stands in a chair is a whole sign", () => {
  const names = ["Ada", "Z\u0308oe", "👩‍⚕️ Åsa", "🇩🇪 Max", "नि", ""];
  assert.deepEqual(names.map(initial), ["A", "Z\u0308", "👩‍⚕️", "🇩🇪", "नि", ""]);
});

test("a name is shortened between its signs, and only where it is too long", () => {
  assert.equal(short("Maximiliane", 6), "Maxim…");
  assert.equal(short("👩‍⚕️".repeat(7), 6), `${"👩‍⚕️".repeat(5)}…`);
  assert.equal(short("Zoe\u0308", 3), "Zoe\u0308");
  assert.equal(short("Anne-Lise", 6), "Anne…");
});
