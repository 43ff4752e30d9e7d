import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../../../clients/web/words/en.js";
import { chosen, LANGUAGES, named, say, speak } from "../../../clients/web/words/words.js";

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
