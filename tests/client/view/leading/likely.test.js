import assert from "node:assert/strict";
import { after, test } from "node:test";
import { proposed } from "../../../../clients/web/view/leading/likely.js";
import { named, speak } from "../../../../clients/web/words/words.js";
import { TAGS } from "../../words/languages.js";

const ANNA = { person: "p-1", name: "Anna" };
const TOM = { person: "p-2", name: "Tom" };
/** @param {any[]} seats @returns {any} */
const sections = (...seats) => ({ circle: { seats } });
/** @param {string} name @param {string | null} claims */
const place = (name, claims = null) => ({ place: "0", name, claims, via: "web" });

after(() => speak(["en"]));

test("whom the call says that they are is asked first, whatever they call themselves", () => {
  assert.equal(proposed(sections(ANNA, TOM), place("Tom", "p-1")), ANNA);
});

test("without a claim it is asked whether they are the one of that name", () => {
  assert.equal(proposed(sections(ANNA, TOM), place(" anna ")), ANNA);
  assert.equal(proposed(sections(ANNA, TOM), place("Anna", "p-9")), ANNA);
});

test("where two have that name, or nobody, or none is said, nobody is proposed", () => {
  assert.equal(proposed(sections(ANNA, { ...TOM, name: "Anna" }), place("Anna")), null);
  assert.equal(proposed(sections(ANNA, TOM), place("+49 30 1234567")), null);
  assert.equal(proposed(sections({ ...ANNA, name: "" }), place("")), null);
  assert.equal(proposed(/** @type {any} */ ({}), place("Anna")), null);
});

for (const tag of TAGS) {
  test(`${tag} says how a call is tested, with the label by which it stands in the documents`, async () => {
    await speak([tag]);
    for (const label of ["media-tested", "contract-tested", "community"]) assert.ok(named("tested", label).includes(` ${label},`));
  });
}
