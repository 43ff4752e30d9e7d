import assert from "node:assert/strict";
import { test } from "node:test";
import { next } from "../../../clients/web/operator/company.js";

const ROOM = { rehearsal: true, wants_in: true, agreement: { version: 3 } };
const YOU = { person: "p0", standing: "seated", agreed: true, attested: true, acts_as: ["member"] };

/** What a seated bot sees in a phase of a case. @param {string} phase @param {Record<string, any>} [more] */
function seen(phase, { number = 1, presenter = null, you = {}, room = {}, wants_in = /** @type {string[]} */ ([]) } = {}) {
  return {
    room: { ...ROOM, ...room },
    phase: { phase, step: `${number}.${phase}`, case: { number, presenter } },
    you: { ...YOU, ...you },
    signals: { wants_in, volunteers: [] },
  };
}

/** @param {number} at */
const place = (at) => ({ at, of: 5 });
/** @param {Record<string, any>} sections @param {string[]} [pressed] */
const of = (sections, pressed = [], at = 0) => next(place(at), sections, new Set(pressed))?.type ?? null;

const PRESENTING = { acts_as: ["member", "presenter"] };
const BACK = { ...PRESENTING, chair: "sitting_back", invited: true, declined: false };

test("it reads the agreement that there is, and says the line about privacy", () => {
  const door = { room: ROOM, you: { ...YOU, standing: "waiting", agreed: false, attested: false } };
  assert.deepEqual(next(place(0), door, new Set()), { type: "agree", fields: { version: 3 }, after: 1_200 });
  assert.equal(of({ ...door, you: { ...door.you, agreed: true } }), "attest");
});

test("in a room that is no rehearsal it does nothing at all", () => {
  const meant = { rehearsal: false };
  assert.equal(of({ room: { ...ROOM, rehearsal: false }, you: { ...YOU, agreed: false } }), null);
  assert.equal(of(seen("select", { room: meant })), null);
  assert.equal(of(seen("discuss", { room: meant, you: { ...PRESENTING, chair: "offered" } })), null);
});

test("two could present a case, the second a little later, and nobody once a presenter is chosen", () => {
  const acts = [0, 1, 2, 3, 4].map((at) => next(place(at), seen("select"), new Set()));
  assert.deepEqual(acts.map((act) => act?.type), ["volunteer", "volunteer", undefined, undefined, undefined]);
  assert.ok((acts[0]?.after ?? 0) < (acts[1]?.after ?? 0));
  assert.equal(of(seen("select", { presenter: "p4" })), null);
});

test("another case has other bots", () => {
  const asked = (/** @type {number} */ number) => [0, 1, 2, 3, 4].filter((at) => of(seen("select", { number }), [], at));
  assert.deepEqual([asked(1), asked(2), asked(3)], [[0, 1], [2, 3], [0, 4]]);
});

test("it offers itself once in a step, also where the plan shows that to leaders alone", () => {
  const { signals, ...hidden } = seen("select");
  assert.equal(of(hidden), "volunteer");
  assert.equal(of(hidden, ["volunteer"]), null);
  assert.equal(signals.volunteers.length, 0);
});

test("who presents sits back when it is offered, whenever that is, seen in the first case", () => {
  for (const phase of ["present", "clarify", "discuss"]) {
    const offered = seen(phase, { you: { ...PRESENTING, chair: "offered" } });
    assert.deepEqual(next(place(0), offered, new Set(["sit_back"]))?.fields, { camera: true }, phase);
  }
  assert.equal(of(seen("discuss", { you: { ...PRESENTING, chair: "in_circle" } })), null);
});

test("invited back, it comes in in one case, and in the next keeps listening until it is asked again", () => {
  assert.equal(of(seen("rejoin", { number: 1, you: BACK })), "come_back_in");
  assert.equal(of(seen("rejoin", { number: 2, you: BACK })), "keep_listening");
  assert.equal(of(seen("rejoin", { number: 2, you: { ...BACK, declined: true } }), ["keep_listening"]), null);
  assert.equal(of(seen("rejoin", { number: 2, you: BACK }), ["keep_listening"]), "come_back_in");
});

test("while it sits back nobody brings it in but an invitation", () => {
  assert.equal(of(seen("discuss", { you: { ...BACK, invited: false } })), null);
  assert.equal(of(seen("rejoin", { you: { ...BACK, invited: false } })), null);
});

test("one would like to come in where the plan uses that, and it passes", () => {
  assert.equal(of(seen("discuss"), [], 2), "want_in");
  assert.equal(of(seen("discuss"), [], 3), null);
  assert.equal(of(seen("discuss", { room: { wants_in: false } }), [], 2), null);
  assert.equal(of(seen("discuss", { wants_in: ["p0"] }), ["want_in"], 2), "no_longer_want_in");
  assert.equal(of(seen("discuss"), ["want_in", "no_longer_want_in"], 2), null);
});

test("each takes a person's time, and none the same as the next", () => {
  const door = { room: ROOM, you: { ...YOU, standing: "waiting", agreed: false } };
  const waits = [0, 1, 2, 3, 4].map((at) => next(place(at), door, new Set())?.after ?? 0);
  assert.equal(new Set(waits).size, 5);
  assert.ok(waits.every((wait) => wait >= 1_000 && wait <= 4_000));
});
