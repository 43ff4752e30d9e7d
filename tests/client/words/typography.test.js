import assert from "node:assert/strict";
import { test } from "node:test";
import { language, TAGS } from "./languages.js";

/** @typedef {[key: string, text: string]} Entry */

/**
 * Every text of both pages in that language.
 * @param {string} tag
 * @returns {Promise<Entry[]>}
 */
async function texts(tag) {
  const { default: circle, operator } = await language(tag);
  return [...Object.entries(circle), ...Object.entries(operator)];
}

/**
 * @param {Entry[]} entries
 * @param {RegExp} wrong
 */
const found = (entries, wrong) => entries.filter(([, text]) => wrong.test(text));

for (const tag of TAGS) {
  test(`${tag} is set with printers' apostrophes, quotes and dots, and no stray spaces`, async () => {
    assert.deepEqual([], found(await texts(tag), /['"`]|\.\.\.| {2}|^ | $/));
  });
}

test("German quotes begin low and end high", async () => {
  assert.deepEqual([], found(await texts("de"), /[«»”]|“[^“„]*“|„[^“]*$/));
});

test("in French no line breaks before a sign or inside quotes, and dots follow the word", async () => {
  assert.deepEqual([], found(await texts("fr"), /[^\u202f][;?!»]|[^\u00a0]:|«[^\u202f]| …|[“”„]/));
});

test("in French no small word that would be cut before a vowel stands before a name", async () => {
  assert.deepEqual([], found(await texts("fr"), /(^|[ ’])(de|que|le|la|si|jusque) \{(name|names|presenter|leader|observer)\}/i));
});

test("Hebrew quotes and abbreviations have Hebrew signs, and a prefix holds on to what is filled in", async () => {
  assert.deepEqual([], found(await texts("he"), /[“”„«»’]|[א-ת][-–]?\{|[א-ת]'/));
});
