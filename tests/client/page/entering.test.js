import assert from "node:assert/strict";
import { test } from "node:test";
import { Entering } from "../../../clients/web/page/entering.js";

/** A doorstep whose answers and clock a test holds. @param {any[]} answers refusals, or who has entered */
function asking(answers) {
  /** @type {any[]} */
  const asked = [];
  /** @type {{work: () => any, ms: number}[]} */
  let timers = [];
  /** @type {string[]} */
  const told = [];
  const world = {
    steady: () => 0,
    chance: () => 1,
    after: (/** @type {() => void} */ work, /** @type {number} */ ms) => (timers.push({ work, ms }), timers.at(-1)),
    forget: (/** @type {any} */ timer) => (timers = timers.filter((one) => one !== timer)),
    dropSecret: () => told.push("dropped"),
    enter: async (/** @type {any[]} */ ...how) => {
      asked.push(how);
      const answer = answers.shift();
      if (answer.code) throw answer;
      return answer;
    },
  };
  const entering = new Entering(
    { room: "r", onEntered: ({ path }) => told.push(path), onRefused: ({ code }) => told.push(code) },
    world,
  );
  return { entering, asked, told, timers: () => timers };
}

const BUSY = { code: "rate_limited", retry: true, facts: { after_ms: 4_000 } };
const IN = { role: "member", path: "/p" };

test("a link opens once, whatever is pressed meanwhile and after", async () => {
  const { entering, asked, told } = asking([IN]);
  await Promise.all([entering.open("pbl"), entering.ask("Gita")]);
  await entering.ask("Gita");
  assert.deepEqual([asked, told], [[["pbl", "r", undefined]], ["dropped", "/p"]]);
});

test("where the server asks for a pause it is kept, and grows with each refusal", async () => {
  const { entering, told, timers } = asking([BUSY, BUSY, IN]);
  await entering.open("pbl");
  assert.equal(timers()[0]?.ms, 4_000 + 2_000);
  await timers()[0]?.work();
  assert.equal(timers()[0]?.ms, 4_000 + 4_000);
  await timers()[0]?.work();
  assert.deepEqual([told, timers()], [["rate_limited", "rate_limited", "dropped", "/p"], []]);
});

test("who presses while it waits asks at once, and only once", async () => {
  const { entering, asked, timers } = asking([{ code: "lost", retry: true }, IN]);
  await entering.open("pbl");
  assert.equal(timers().length, 1);
  await entering.ask("Gita");
  assert.deepEqual([timers(), asked[1]], [[], ["pbl", "r", "Gita"]]);
});

test("while a name is needed the secret stays, for the page may be loaded again", async () => {
  const { entering, told } = asking([{ code: "name_needed", retry: false }]);
  await entering.open("pbl");
  assert.deepEqual(told, ["name_needed"]);
});

test("what is refused for good is not tried again, and the secret goes", async () => {
  const { entering, told, timers } = asking([{ code: "link_revoked", retry: false }]);
  await entering.open("pbl");
  assert.deepEqual([told, timers()], [["dropped", "link_revoked"], []]);
});

test("who chose a name that cannot be shown may choose another, and it is not asked again by itself", async () => {
  const refused = { code: "invalid", retry: false, facts: { fields: ["name"] } };
  const { entering, asked, told, timers } = asking([refused, IN]);
  await entering.ask("\u202eabc");
  assert.deepEqual([told, timers()], [["bad_name"], []]);
  await entering.ask("Gita");
  assert.deepEqual([told, asked[1]], [["bad_name", "dropped", "/p"], ["", "r", "Gita"]]);
});
