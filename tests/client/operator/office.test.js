import assert from "node:assert/strict";
import { test } from "node:test";
import { Office } from "../../../clients/web/operator/office.js";

const STEPS = [{ id: "opening", phase: "opening", minutes: 8, case: 0 }];

/** An office at a server that answers when it is told to, in whatever order. */
function office() {
  const asked = /** @type {{name: string, answer: (plan: any) => void, refuse: () => void}[]} */ ([]);
  const plan = (/** @type {string} */ name) =>
    new Promise((answer, refuse) => asked.push({ name, answer: () => answer({ name, steps: STEPS }), refuse: () => refuse({ code: "lost" }) }));
  const at = new Office({ onChange: () => {} });
  at.api = /** @type {any} */ ({ plan });
  return { at, asked };
}

const settled = () => new Promise((go) => setImmediate(go));

/** @param {ReturnType<typeof office>["asked"]} asked */
async function answerAll(asked) {
  for (let one = asked.shift(); one; one = asked.shift()) {
    one.answer(null);
    await settled();
  }
}

test("what is asked while something is under way is done after it, also where that is refused", async () => {
  const { at } = office();
  const done = /** @type {string[]} */ ([]);
  const refused = at.attempt(async () => {
    done.push("first");
    throw { code: "lost" };
  });
  const after = at.attempt(async () => done.push("second"));
  assert.deepEqual([at.isBusy, await refused, await after, done, at.isBusy], [true, false, true, ["first", "second"], false]);
  assert.equal(at.refusal?.code, "lost");
});

test("what pressing twice would make twice is made once", async () => {
  const { at } = office();
  let made = 0;
  const make = () => at.attemptAlone(async () => (made += 1));
  assert.deepEqual([await Promise.all([make(), make()]), made], [[true, false], 1]);
});

test("what was asked with a key that is forgotten is not done with the next one", async () => {
  const { at } = office();
  let done = 0;
  const first = at.attempt(async (api) => {
    at.forget();
    at.api = /** @type {any} */ ({ ...api });
  });
  const second = at.attempt(async () => (done += 1));
  await Promise.all([first, second]);
  assert.deepEqual([done, at.isBusy], [0, false]);
});

test("of several plans the last one chosen stands, and is chosen from the press on", async () => {
  const { at, asked } = office();
  for (const name of ["one", "two", "three"]) at.making.choose(name);
  await settled();
  assert.deepEqual([at.making.wanted, at.making.plan, at.isBusy], ["three", null, true]);
  await answerAll(asked);
  assert.deepEqual([at.making.wanted, at.making.plan?.name, at.isBusy], ["three", "three", false]);
});

test("a plan that cannot be had leaves the one that stands, and says so", async () => {
  const { at, asked } = office();
  at.making.choose("one");
  await settled();
  await answerAll(asked);
  at.making.choose("two");
  await settled();
  asked[0].refuse();
  await settled();
  assert.deepEqual([at.making.wanted, at.making.plan?.name, at.refusal?.code], ["one", "one", "lost"]);
});
