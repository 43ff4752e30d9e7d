import assert from "node:assert/strict";
import { test } from "node:test";
import { Pressing } from "../../../clients/web/page/pressing.js";

/** A visit whose line a test answers for. @param {any} [answer] */
function pressing(answer = { t: "done" }) {
  /** @type {any[]} */
  const pressed = [];
  const visit = /** @type {any} */ ({
    isLive: true,
    stage: "inside",
    sections: { phase: { phase_rev: 1, case_rev: 1 } },
    wishes: { note: () => {} },
    moves: { yieldTo: () => {}, begin: (/** @type {any[]} */ ...how) => pressed.push(["begins", ...how]) },
    lull: { isSaid: false, say: () => (visit.lull.isSaid = true) },
    line: { press: async (/** @type {any[]} */ ...how) => (pressed.push(how), answer) },
    onChange: () => {},
  });
  return { pressing: new Pressing(visit), visit, pressed };
}

test("without a connection a press that moves something is refused in words, and the page says why", async () => {
  const { pressing: page, visit, pressed } = pressing();
  visit.isLive = false;
  assert.equal(await page.press("advance", {}, {}), null);
  assert.deepEqual([pressed, page.refused.code, visit.lull.isSaid], [[], "not_connected", true]);
  page.refused.clear();
});

test("without a connection a press that frees is kept", async () => {
  const { pressing: page, visit, pressed } = pressing();
  visit.isLive = false;
  await page.press("stop", {}, {});
  assert.deepEqual([pressed.length, page.refused.code, visit.lull.isSaid], [1, "", true]);
});

const ASKED = { t: "refused", code: "confirm_needed", facts: { case_rev: 2, leading: ["ben"] } };

test("what another leader's case asks is confirmed with what was seen", async () => {
  const { pressing: page, visit, pressed } = pressing(ASKED);
  const seen = visit.sections;
  await page.press("advance", { to: "x" }, {});
  visit.sections = { phase: { phase_rev: 1, case_rev: 2 } };
  page.hear();
  await page.confirm();
  assert.deepEqual(pressed[1], ["advance", { to: "x", confirm: 2 }, { seen }]);
});

test("a move that is to be confirmed after its wait waits anew", async () => {
  const { pressing: page, pressed } = pressing(ASKED);
  await page.press("skip", { to: "x" }, { move: "skip" });
  await page.confirm();
  assert.deepEqual([pressed.slice(1), page.confirming], [[["begins", "skip", "skip", { to: "x", confirm: 2 }]], null]);
});

test("what was to be confirmed is asked no more once phase or case have moved on", async () => {
  for (const phase of [{ phase_rev: 2, case_rev: 2 }, { phase_rev: 1, case_rev: 3 }]) {
    const { pressing: page, visit } = pressing(ASKED);
    await page.press("advance", {}, {});
    assert.notEqual(page.confirming, null);
    visit.sections = { phase };
    page.hear();
    assert.equal(page.confirming, null);
  }
});

test("whether to come back in is asked no more once the sitting back is over, and not again in the next", () => {
  const { pressing: page, visit } = pressing();
  page.asking = "come_back_in";
  for (const [chair, asked] of [["sitting_back", "come_back_in"], ["ended", ""], ["sitting_back", ""]]) {
    visit.you = { chair };
    page.hear();
    assert.equal(page.asking, asked);
  }
});

test("a press that stops the meeting says what it is meant for", async () => {
  const { pressing: page, pressed } = pressing();
  await page.press("stop", {}, {});
  assert.equal(pressed[0][2].isMeant({ phase: { phase_rev: 2, case_rev: 1 } }), false);
});

const STALE = { t: "refused", code: "stale" };
const STEPS = ["opening", "select"].map((id) => ({ id, phase: id, case: 0 }));
const at = (/** @type {string} */ step, phase_rev = 1) => ({ room: { steps: STEPS }, phase: { phase: step, step, phase_rev } });

test("nothing is said of a press that came true by another's hand", async () => {
  const { pressing: page, visit } = pressing(STALE);
  const seen = at("opening");
  visit.sections = at("select", 2);
  await page.press("advance", {}, { seen });
  assert.equal(page.refused.code, "");
});

test("what was said of a press is said no more once it is so", async () => {
  const { pressing: page, visit } = pressing(STALE);
  visit.sections = at("opening");
  await page.press("advance", {}, {});
  assert.equal(page.refused.code, "stale");
  visit.sections = at("select", 2);
  page.hear();
  assert.equal(page.refused.code, "");
});

test("who opens their own microphone in the call is asked once whether they come back in", () => {
  const { pressing: page, visit } = pressing();
  /** @type {string[]} */
  const asked = [];
  let now = 61_000;
  visit.ask = (/** @type {string} */ what) => asked.push((page.asking = what));
  visit.now = () => now;
  visit.you = { chair: "sitting_back" };
  visit.calling = { isOurs: false };
  /** @param {number | null} at */
  const hears = (at) => {
    visit.sections = { ...visit.sections, own: { wished_at: at } };
    page.hear();
  };
  hears(null);
  hears(60_000);
  page.asking = "";
  hears(60_000);
  assert.deepEqual(asked, ["come_back_in"]);
  now = 120_000;
  hears(70_000);
  assert.deepEqual(asked, ["come_back_in"], "what was long ago is asked no more");
  page.asking = "leave";
  hears(119_000);
  assert.deepEqual([asked.length, page.asking], [1, "leave"], "no question takes the place of another");
  page.asking = "";
  hears(119_000);
  assert.equal(asked.length, 2, "and is asked once the other is over");
  page.asking = "";
  visit.calling.isOurs = true;
  hears(119_500);
  assert.equal(asked.length, 2, "in our own call the page asks by itself");
});

test("a page that is loaded after the answer does not ask again", () => {
  const { pressing: page, visit } = pressing();
  visit.ask = () => assert.fail("it was answered");
  visit.now = () => 61_000;
  visit.you = { chair: "sitting_back" };
  visit.calling = { isOurs: false };
  visit.sections = { ...visit.sections, own: { wished_at: 60_000 } };
  page.hear();
});
