import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../../../clients/web/words/operator/en.js";
import { named, say, speak } from "../../../clients/web/words/operator/words.js";
import { LANGUAGES } from "../../../clients/web/words/words.js";

const holes = (/** @type {string} */ words) => [...words.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();

for (const tag of Object.keys(LANGUAGES)) {
  test(`${tag} has every word of the operator's page and no other, with the same places to fill in`, async () => {
    const words = (await import(`../../../clients/web/words/operator/${tag}.js`)).default;
    assert.deepEqual(Object.keys(words).sort(), Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      assert.deepEqual(holes(words[key]), holes(text), key);
    }
  });
}

test("words are filled in, and what the server calls by no name of ours is said as it says it", async () => {
  assert.equal(say("make.case", { number: 2 }), "Case 2");
  assert.equal(named("plan", "our_own", "Our own evening"), "Our own evening");
  await speak("de");
  assert.equal(say("make.case", { number: 2 }), "Fall 2");
});

test("a name of the other direction is kept apart from the words around it", async () => {
  assert.equal(say("links.revoke_sure", { name: "חנה" }).includes("\u2068חנה\u2069"), true);
  assert.equal(say("links.revoke_sure", { name: "Ada" }).includes("\u2068"), false);
});
