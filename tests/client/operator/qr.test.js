import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, outline } from "../../../clients/web/operator/qr.js";

const LINK = `https://circle.example/r/0123456789abcdefghij#pbl_${"k".repeat(60)}`;

/** @param {string[]} rows */
const squares = (...rows) => ({ size: rows.length, get: (/** @type {number} */ x, /** @type {number} */ y) => rows[y]?.[x] === "#" });

test("each dark stretch of a row is one rectangle", () => {
  assert.equal(outline(squares("##.", "...", "#.#")), "M0 0h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z");
  assert.equal(outline(squares("...", "...", "...")), "");
});

test("a link has room in a code that a telephone can read from a screen", async () => {
  const code = await codeOf(LINK);
  assert.ok(code.size <= 17 + 4 * 8, String(code.size));
  assert.ok(code.path.startsWith("M0 0h7v1h-7z"), "it begins with the first of its three corners");
});
