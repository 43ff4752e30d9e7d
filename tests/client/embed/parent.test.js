import assert from "node:assert/strict";
import { test } from "node:test";
import { Parent } from "../../../clients/web/embed/parent.js";

const CALL = "https://call.example";

function around() {
  /** @type {[any, string][]} */
  const said = [];
  const page = { postMessage: (/** @type {any} */ message, /** @type {string} */ origin) => void said.push([message, origin]) };
  /** @type {string[]} */
  const grants = [];
  /** @type {string[]} */
  const looks = [];
  const onLook = (/** @type {string} */ look) => look === "stage" && looks.push(look) > 0;
  const parent = new Parent({ page, origins: [CALL], about: { room: "r1" }, onGrant: (grant) => void grants.push(grant), onLook });
  /** @param {unknown} data @param {object} [how] */
  const hears = (data, how = {}) => parent.hear({ source: page, origin: CALL, data, ...how });
  return { said, grants, looks, parent, hears };
}

test("a page says hello and is answered, to its own origin alone", () => {
  const { said, hears } = around();
  hears({ v: 1, type: "hello", id: "a" });
  assert.deepEqual(said, [[{ v: 1, type: "ready", id: "a", payload: { room: "r1" } }, CALL]]);
});

test("whoever is not the page around, or of another origin, is not heard", () => {
  const { said, grants, hears } = around();
  hears({ v: 1, type: "hello", payload: { grant: "eyJ" } }, { origin: "https://call.example.evil.example" });
  hears({ v: 1, type: "hello", payload: { grant: "eyJ" } }, { origin: "null" });
  hears({ v: 1, type: "hello", payload: { grant: "eyJ" } }, { source: {} });
  assert.deepEqual([said, grants], [[], []]);
});

test("a panel that stands alone hears nobody", () => {
  const parent = new Parent({ page: null, origins: [CALL], about: {}, onGrant: () => assert.fail("was heard"), onLook: () => assert.fail("was heard") });
  parent.hear({ source: null, origin: CALL, data: { v: 1, type: "grant", payload: { grant: "eyJ" } } });
});

test("a grant is taken with the hello or after it", () => {
  const { grants, hears } = around();
  hears({ v: 1, type: "hello", payload: { grant: "first" } });
  hears({ v: 1, type: "grant", payload: { grant: "second" } });
  assert.deepEqual(grants, ["first", "second"]);
});

test("what is no grant is refused with the id that it came with", () => {
  const { said, grants, hears } = around();
  for (const grant of [7, "", "g".repeat(2_049), null]) hears({ v: 1, type: "grant", id: "b", payload: { grant } });
  assert.deepEqual(grants, []);
  assert.deepEqual(said.map(([{ type, id, payload }]) => [type, id, payload.code]), Array(4).fill(["refused", "b", "invalid"]));
});

test("another version and another type are refused, and not repeated", () => {
  const { said, hears } = around();
  hears({ v: 2, type: "hello", id: "c" });
  hears({ v: 1, type: "canary", id: "d" });
  assert.deepEqual(said.map(([{ payload }]) => payload), [{ code: "version", speaks: 1 }, { code: "unknown_type" }]);
  hears({ v: 1, type: "constructor", id: "e" });
  assert.equal(said.length, 3);
});

test("a page says how it is looked at, and is told what is no look", () => {
  const { said, looks, hears } = around();
  hears({ v: 1, type: "look", id: "f", payload: { look: "stage" } });
  assert.deepEqual([looks, said], [["stage"], []]);
  for (const look of ["canary", 7, undefined]) hears({ v: 1, type: "look", id: "g", payload: { look } });
  assert.deepEqual(said.map(([{ type, payload }]) => [type, payload]), Array(3).fill(["refused", { code: "invalid" }]));
});

test("messages of other libraries in the page are none of ours", () => {
  const { said, hears } = around();
  for (const other of [null, "hello", 7, [], {}, { type: "hello" }, { v: 1, type: "hello", id: "i".repeat(65) }, { v: 1, type: "hello", payload: 7 }]) hears(other);
  assert.deepEqual(said, []);
});

test("nothing is told before the hello, and everything of now with it", () => {
  const { said, parent, hears } = around();
  parent.tell("stage", { stage: "opening", code: "" });
  parent.tell("stage", { stage: "inside", code: "" });
  assert.equal(said.length, 0);
  hears({ v: 1, type: "hello" });
  assert.deepEqual(said.map(([{ type, payload }]) => [type, payload.stage]), [["ready", undefined], ["stage", "inside"]]);
});

test("the same is told once", () => {
  const { said, parent, hears } = around();
  hears({ v: 1, type: "hello" });
  for (const phase of ["discuss", "discuss", "rejoin"]) parent.tell("phase", { phase });
  assert.deepEqual(said.slice(1).map(([{ payload }]) => payload.phase), ["discuss", "rejoin"]);
});
