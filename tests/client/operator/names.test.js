import assert from "node:assert/strict";
import { test } from "node:test";
import { namesIn, tooLong, twice } from "../../../clients/web/operator/names.js";

test("one name a line, whatever stood around it where it was copied", () => {
  const pasted = "  Ada \n\n- Ben  Okoro\n2. Cleo\nDév <dev@example.org>; Eve\r\n• חנה\n<>\n";
  assert.deepEqual(namesIn(pasted), ["Ada", "Ben Okoro", "Cleo", "Dév", "Eve", "חנה"]);
  assert.deepEqual(namesIn(""), []);
});

test("a name with a mark of its own keeps it", () => {
  assert.deepEqual(namesIn("Anna-Maria\nO’Neill, Sean\n3D"), ["Anna-Maria", "O’Neill, Sean", "3D"]);
});

test("names that the circle could not tell apart are named once", () => {
  assert.deepEqual(twice(["Ada", "ben", "ADA", "Ada"]), ["Ada"]);
  assert.deepEqual(twice(["Ada", "Ben"]), []);
});

test("a name is at most 60 characters, counted as people see them", () => {
  assert.deepEqual(tooLong(["a".repeat(60), "𝒜".repeat(60), "b".repeat(61)]), ["b".repeat(61)]);
});
