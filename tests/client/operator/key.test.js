import assert from "node:assert/strict";
import { test } from "node:test";
import { forget, keyIn, remember, remembered } from "../../../clients/web/operator/key.js";

const KEY = `pbk_${"a1".repeat(10)}_${"Zz-_".repeat(7)}`;

test("a key is found alone and in the link that holds it", () => {
  for (const text of [KEY, ` ${KEY}\n`, `http://localhost:8000/operator#${KEY}`]) assert.equal(keyIn(text), KEY);
});

test("a key for practice is one", () => {
  const test = KEY.replace("pbk_", "pbk_test_");
  assert.equal(keyIn(` ${test}\n`), test);
});

test("what is no key is none", () => {
  for (const text of ["", "hello", "pbl_aaaaaaaaaaaaaaaaaaaa_bbbbbbbbbbbbbbbbbbbbbbbb"]) assert.equal(keyIn(text), "");
});

test("where the browser keeps nothing, the key is known until the page is left", () => {
  remember(KEY);
  assert.equal(remembered(), KEY);
  forget();
  assert.equal(remembered(), "");
});
