import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../../../clients/web/words/en.js";
import { chosen, LANGUAGES, listed, named, say, speak } from "../../../clients/web/words/words.js";

const holes = (/** @type {string} */ words) => [...words.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();

for (const [tag, { load }] of Object.entries(LANGUAGES)) {
  test(`${tag} has every word and no other, with the same places to fill in`, async () => {
    const words = await load();
    assert.deepEqual(Object.keys(words).sort(), Object.keys(en).sort());
    for (const [key, text] of Object.entries(words)) {
      assert.deepEqual(holes(text), holes(en[/** @type {keyof typeof en} */ (key)]), key);
    }
  });
}

test("the first of the reader's languages that we have is chosen", () => {
  assert.equal(chosen(["pt-BR", "de-CH", "fr"]), "de");
  assert.equal(chosen(["pt"]), "en");
});

test("words are filled in, and a name nobody knows is said as it is", async () => {
  await speak("en");
  assert.equal(say("own.seen", { leader: "Ada" }), "Ada has seen this.");
  assert.equal(named("phase", "discuss"), "Discussion");
  assert.equal(named("phase", "a_newer_one"), "a_newer_one");
});

test("a name of the other direction is kept apart from the words around it, and no other name is", async () => {
  await speak("en");
  assert.equal(say("own.seen", { leader: "נועה (ר.)" }), "\u2068נועה (ר.)\u2069 has seen this.");
  assert.equal(say("own.seen", { leader: "Zoë (R.)" }), "Zoë (R.) has seen this.");
  assert.equal(listed(["Ada", "דוד", "נועה"]), "Ada, \u2068דוד\u2069, \u2068נועה\u2069");
  await speak("he");
  assert.match(say("own.seen", { leader: "Ada (B.)" }), /\u2068Ada \(B\.\)\u2069/);
  assert.doesNotMatch(say("own.seen", { leader: "נועה" }), /\u2068/);
  assert.doesNotMatch(say("clock.left", { time: "19:59" }), /\u2068/);
  assert.equal(listed([listed(["Ada"])]), "\u2068Ada\u2069");
  await speak("en");
});

test("whatever would turn the words after it around is kept apart from them", async () => {
  await speak("en");
  assert.equal(say("own.seen", { leader: "\u202eAda" }), "\u2068\u202eAda\u2069 has seen this.");
});
