import assert from "node:assert/strict";
import { test } from "node:test";
import { Panel } from "../../../clients/js/panel.js";

const SERVER = "https://circle.example";

/** @param {Partial<ConstructorParameters<typeof Panel>[0]>} [how] */
function beside(how = {}) {
  /** @type {[string, any, string][]} */
  const said = [];
  /** @type {[string, any][]} */
  const told = [];
  /** @type {(() => void)[]} */
  const late = [];
  let number = 0;
  const window = { postMessage: (/** @type {any} */ { type, payload }, /** @type {string} */ origin) => void said.push([type, payload, origin]) };
  const panel = new Panel({
    origin: SERVER,
    window: () => window,
    grant: async () => `grant ${(number += 1)}`,
    tell: (type, detail) => void told.push([type, detail]),
    after: (work) => late.push(work) - 1,
    forget: (timer) => delete late[timer],
    ...how,
  });
  const hears = async (/** @type {string} */ type, /** @type {any} */ payload = {}, more = {}) => {
    panel.hear({ source: window, origin: SERVER, data: { v: 1, type, id: null, payload }, ...more });
    await new Promise((done) => setImmediate(done));
  };
  return { said, told, late, panel, hears };
}

test("the page says hello, and brings a grant once it is answered", async () => {
  const { said, told, panel, hears } = beside();
  panel.greet();
  assert.deepEqual(said, [["hello", {}, SERVER]]);
  await hears("ready", { room: "r1" });
  assert.deepEqual(said.slice(1), [["grant", { grant: "grant 1" }, SERVER]]);
  assert.deepEqual(told, [["ready", { room: "r1" }]]);
});

test("whoever is another window or another origin is not heard", async () => {
  const { said, told, panel, hears } = beside();
  panel.greet();
  await hears("ready", {}, { origin: "https://circle.example.evil.example" });
  await hears("ready", {}, { source: {} });
  await hears("ready", {}, { source: null });
  assert.deepEqual([said.length, told], [1, []]);
});

test("what no panel says is not told", async () => {
  const { told, hears } = beside();
  await hears("canary");
  await hears("ready", null, { data: { v: 2, type: "ready", payload: {} } });
  await hears("ready", null, { data: "ready" });
  await hears("ready", null, { data: { v: 1, type: "ready", payload: "r1" } });
  await hears("ready", null, { data: { v: 1, type: "ready", payload: null } });
  assert.deepEqual(told, []);
});

test("nothing is asked of a panel that has not answered", async () => {
  const { said, panel } = beside();
  panel.greet();
  await panel.bring();
  panel.look("stage");
  assert.deepEqual(said.map(([type]) => type), ["hello"]);
});

test("a panel that does not answer is told of, one that has is not", async () => {
  const mute = beside();
  mute.panel.greet();
  mute.late.forEach((work) => work());
  assert.deepEqual(mute.told, [["refused", { code: "silent" }]]);

  const { told, late, panel, hears } = beside();
  panel.greet();
  await hears("ready");
  late.forEach((work) => work());
  assert.deepEqual(told, [["ready", {}]]);
});

test("a grant that was good for nothing is followed by another, three in all", async () => {
  const { said, panel, hears } = beside();
  panel.greet();
  await hears("ready");
  for (let once = 0; once < 5; once += 1) await hears("stage", { stage: "stopped", code: "grant_used" });
  assert.deepEqual(said.slice(1).map(([, { grant }]) => grant), ["grant 1", "grant 2", "grant 3"]);
});

test("whoever has been inside is brought in again as often as their pass runs out", async () => {
  const { said, panel, hears } = beside();
  panel.greet();
  await hears("ready");
  for (let once = 0; once < 5; once += 1) {
    await hears("stage", { stage: "inside", code: "" });
    await hears("stage", { stage: "stopped", code: "pass_expired" });
  }
  assert.equal(said.length, 1 + 1 + 5);
});

test("who left, was removed or went on elsewhere is not brought back", async () => {
  const { said, panel, hears } = beside();
  panel.greet();
  await hears("ready");
  for (const code of ["removed", "replaced", "room_closed", "bad_grant"]) await hears("stage", { stage: "stopped", code });
  await hears("stage", { stage: "left", code: "" });
  assert.equal(said.length, 2);
});

test("a grant that cannot be had is told, and not why", async () => {
  for (const grant of [async () => Promise.reject(new Error("a secret of the backend")), () => "", () => /** @type {any} */ (7)]) {
    const { said, told, panel, hears } = beside({ grant });
    panel.greet();
    await hears("ready");
    assert.deepEqual([said.length, told.slice(1)], [1, [["refused", { code: "no_grant" }]]]);
  }
});

test("where nobody asks yet the panel waits, until somebody can", async () => {
  let grant = /** @type {string | null} */ (null);
  const { said, told, panel, hears } = beside({ grant: () => grant });
  panel.greet();
  await hears("ready");
  assert.deepEqual([said.length, told.length], [1, 1]);
  grant = "late";
  await panel.again();
  assert.deepEqual(said[1], ["grant", { grant: "late" }, SERVER]);
});

test("of two askings at once only the later is brought", async () => {
  /** @type {((grant: string) => void)[]} */
  const asked = [];
  const { said, panel, hears } = beside({ grant: () => new Promise((answer) => asked.push(answer)) });
  panel.greet();
  await hears("ready");
  const again = panel.again();
  await new Promise((done) => setImmediate(done));
  for (const answer of asked.reverse()) answer(`asked ${asked.indexOf(answer)}`);
  await again;
  await new Promise((done) => setImmediate(done));
  assert.equal(said.filter(([type]) => type === "grant").length, 1);
});

test("a look that has changed before the panel answered is said then, and again to one loaded anew", async () => {
  const { said, panel, hears } = beside({ grant: () => null });
  panel.greet();
  panel.look("stage");
  await hears("ready");
  panel.greet();
  await hears("ready");
  const look = ["look", { look: "stage" }, SERVER];
  assert.deepEqual(said, [["hello", {}, SERVER], look, ["hello", {}, SERVER], look]);
});

test("another who asks is asked only while a grant is lacking, and three times in all", async () => {
  let [number, grant] = [0, ""];
  const { said, panel, hears } = beside({ grant: () => ((number += 1), grant) });
  panel.greet();
  await hears("ready");
  for (let once = 0; once < 5; once += 1) await panel.again();
  assert.equal(number, 3);

  panel.greet();
  grant = "good";
  await hears("ready");
  for (let once = 0; once < 5; once += 1) await panel.again();
  assert.equal(number, 4);
  await hears("stage", { stage: "inside", code: "" });
  await panel.again();
  assert.equal(number, 4);
  assert.deepEqual(said.filter(([type]) => type === "grant").length, 1);
});

test("nobody who asked too early has used up a try", async () => {
  let grant = /** @type {string | null} */ (null);
  const { said, panel, hears } = beside({ grant: () => grant });
  panel.greet();
  await hears("ready");
  for (let once = 0; once < 5; once += 1) await panel.again();
  grant = "late";
  await panel.again();
  assert.deepEqual(said[1], ["grant", { grant: "late" }, SERVER]);
});

test("of a panel that is gone nothing is told and nothing brought", async () => {
  for (const answer of ["late", ""]) {
    let answers = (/** @type {string} */ _) => {};
    const { said, told, panel, hears } = beside({ grant: () => new Promise((done) => (answers = done)) });
    panel.greet();
    await hears("ready");
    panel.end();
    answers(answer);
    await new Promise((done) => setImmediate(done));
    assert.deepEqual([said.length, told.length], [1, 1]);
  }
});
