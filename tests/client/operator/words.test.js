import assert from "node:assert/strict";
import { after, test } from "node:test";
import { named, say } from "../../../clients/web/words/operator.js";
import { speak } from "../../../clients/web/words/words.js";

after(() => speak(["en"]));

test("words are filled in, and what the server calls by no name of ours is said as it says it", async () => {
  assert.equal(say("make.case", { number: 2 }), "Case 2");
  assert.equal(named("plan", "our_own", "Our own evening"), "Our own evening");
  await speak(["de"]);
  assert.equal(say("make.case", { number: 2 }), "Fall 2");
});

test("a name of the other direction is kept apart from the words around it", async () => {
  await speak(["en"]);
  assert.equal(say("links.revoke_sure", { name: "חנה" }).includes("\u2068חנה\u2069"), true);
  assert.equal(say("links.revoke_sure", { name: "Ada" }).includes("\u2068"), false);
});
