import assert from "node:assert/strict";
import { after, test } from "node:test";
import { doorClaim, removalClaim } from "../../../../clients/web/view/leading/claims.js";
import { speak } from "../../../../clients/web/words/words.js";
import { TAGS } from "../../words/languages.js";

const STATES = ["enforced", "requested", "agreed", "failed"];
const shut = { state: "shut" };

after(() => speak(["en"]));

for (const tag of TAGS) {
  test(`${tag} has words of its own for each thing the call has made of the door and of a removal`, async () => {
    await speak([tag]);
    const words = STATES.flatMap((is) => [
      doorClaim({ door: shut, enforcement: { door: is } }),
      removalClaim({ enforcement: { removal: is } }),
    ]);

    assert.equal(new Set(words).size, 2 * STATES.length);
  });
}

test("of what is not known no more is claimed than what people can agree on", async () => {
  await speak(["en"]);
  for (const enforcement of [undefined, {}, { door: "sealed", removal: "sealed" }]) {
    assert.equal(doorClaim({ door: shut, enforcement }), "Shut here. Lock the call too.");
    assert.equal(removalClaim({ enforcement }), "Removed here. Remove them in the call too.");
  }
});

test("an open door is open, whatever the call has locked", async () => {
  await speak(["en"]);
  assert.equal(doorClaim({ door: { state: "open" }, enforcement: { door: "enforced" } }), "The door is open.");
});
