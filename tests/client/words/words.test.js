import assert from "node:assert/strict";
import { test } from "node:test";
import * as english from "../../../clients/web/words/en.js";
import { listed, named, say, speak } from "../../../clients/web/words/words.js";
import { language, TAGS } from "./languages.js";

const holes = (/** @type {string} */ words) => [...words.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();

/**
 * @param {Record<string, string>} words
 * @param {Record<string, string>} listed
 */
function sameWords(words, listed) {
  assert.deepEqual(Object.keys(words).sort(), Object.keys(listed).sort());
  for (const [key, text] of Object.entries(words)) assert.deepEqual(holes(text), holes(listed[key]), key);
}

for (const tag of TAGS) {
  test(`${tag} has every word of both pages and no other, with the same places to fill in`, async () => {
    const { default: circle, operator, direction } = await language(tag);
    sameWords(circle, english.default);
    sameWords(operator, english.operator);
    assert.match(direction, /^(ltr|rtl)$/);
  });
}

test("the languages are those of the groups we know", () => {
  for (const tag of ["en", "de", "fr", "he"]) assert.ok(TAGS.includes(tag), tag);
});

test("the first of the reader's languages that we have is spoken", async () => {
  assert.deepEqual(await speak(["pt-BR", "de-CH", "fr"]), { tag: "de", direction: "ltr" });
  assert.deepEqual(await speak(["he-IL"]), { tag: "he", direction: "rtl" });
  assert.deepEqual(await speak(["en-GB", "de"]), { tag: "en", direction: "ltr" });
});

test("where it is said which there are no other is asked for", async () => {
  assert.deepEqual(await speak(["he", "de"], ["de", "en"]), { tag: "de", direction: "ltr" });
  assert.deepEqual(await speak(["he"], ["de", "en"]), { tag: "en", direction: "ltr" });
});

test("who reads none of them, or says nothing that names one, reads English", async () => {
  for (const wanted of [["pt"], [], ["words"], ["../vendor/x"], ["", "x-klingon"]]) {
    assert.deepEqual(await speak(wanted), { tag: "en", direction: "ltr" });
  }
});

test("words are filled in, and a name nobody knows is said as it is", async () => {
  await speak(["en"]);
  assert.equal(say("own.seen", { leader: "Ada" }), "Ada has seen this.");
  assert.equal(named("phase", "discuss"), "Discussion");
  assert.equal(named("phase", "a_newer_one"), "a_newer_one");
});

test("a name of the other direction is kept apart from the words around it, and no other name is", async () => {
  await speak(["en"]);
  assert.equal(say("own.seen", { leader: "נועה (ר.)" }), "\u2068נועה (ר.)\u2069 has seen this.");
  assert.equal(say("own.seen", { leader: "Zoë (R.)" }), "Zoë (R.) has seen this.");
  assert.equal(listed(["Ada", "דוד", "נועה"]), "Ada, \u2068דוד\u2069, \u2068נועה\u2069");
  await speak(["he"]);
  assert.match(say("own.seen", { leader: "Ada (B.)" }), /\u2068Ada \(B\.\)\u2069/);
  assert.doesNotMatch(say("own.seen", { leader: "נועה" }), /\u2068/);
  assert.doesNotMatch(say("clock.left", { time: "19:59" }), /\u2068/);
  assert.equal(listed([listed(["Ada"])]), "\u2068Ada\u2069");
  await speak(["en"]);
});

test("whatever would turn the words after it around is kept apart from them", async () => {
  await speak(["en"]);
  assert.equal(say("own.seen", { leader: "\u202eAda" }), "\u2068\u202eAda\u2069 has seen this.");
});
