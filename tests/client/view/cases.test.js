import assert from "node:assert/strict";
import { test } from "node:test";
import { caseInWords, casesOf } from "../../../clients/web/view/cases.js";

test("a meeting has as many cases as its steps name, and may have none", () => {
  assert.deepEqual([casesOf([{ case: 0 }, { case: 1 }, { case: 2 }, { case: 0 }]), casesOf([{ case: 0 }]), casesOf([])], [2, 0, 0]);
});

test("one case is not counted", () => {
  assert.deepEqual([caseInWords(1, 1), caseInWords(2, 3)], ["One case today", "Case 2 of 3"]);
});
