import assert from "node:assert/strict";
import { test } from "node:test";
import { othersLeading } from "../../../clients/web/wire/led.js";

const SEATS = [["ada", "leader"], ["ben", "leader"], ["cleo", "member"]].map(([person, role]) => ({ person, role, presents: person === "cleo" }));

/** Ben's page of a case that Ada leads. @param {any} [now] */
const sections = ({ leading = ["ada"], seats = SEATS, people = {}, you = "ben", acts_as = ["leader"], inDiscuss = true } = {}) => ({
  phase: { case: inDiscuss ? { number: 1 } : null, leading },
  circle: { seats },
  presence: { people },
  you: { person: you, acts_as },
});

test("who does not lead the case is asked for who does and is here", () => {
  assert.deepEqual(othersLeading(sections(), "advance"), ["ada"]);
  assert.deepEqual(othersLeading(sections({ people: { ada: "away" } }), "close_meeting"), ["ada"]);
});

test("nobody is asked who leads, nor where who leads is not connected or presents", () => {
  assert.deepEqual(othersLeading(sections({ leading: ["ada", "ben"] }), "advance"), []);
  assert.deepEqual(othersLeading(sections({ leading: [] }), "advance"), []);
  for (const ada of ["not_connected", "seated"]) assert.deepEqual(othersLeading(sections({ people: { ada } }), "advance"), []);
  const seats = SEATS.map((one) => ({ ...one, presents: one.person === "ada" }));
  assert.deepEqual(othersLeading(sections({ seats }), "advance"), []);
});

test("nobody is asked outside a case, by what is no move, or but leaders", () => {
  assert.deepEqual(othersLeading(sections({ inDiscuss: false }), "advance"), []);
  assert.deepEqual(othersLeading(sections(), "stop"), []);
  assert.deepEqual(othersLeading(sections({ acts_as: ["stand_in"] }), "close_meeting"), []);
  assert.deepEqual(othersLeading({}, "advance"), []);
});
