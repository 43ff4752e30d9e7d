import assert from "node:assert/strict";
import { test } from "node:test";
import { Presses } from "../../../clients/web/wire/presses.js";

test("a press is answered by the answer to its id, once", async () => {
  const presses = new Presses();
  const answer = presses.add({ t: "do", id: "a", type: "stop" });
  assert.equal(presses.hear({ t: "done", id: "b" }), false);
  assert.equal(presses.hear({ t: "done", id: "a", seq: 3 }), true);
  assert.equal(presses.hear({ t: "done", id: "a", seq: 3 }), false);
  assert.equal((await answer).seq, 3);
});

test("what has no answer yet is kept in the order in which it was pressed", () => {
  const presses = new Presses();
  for (const id of ["a", "b", "c"]) presses.add({ t: "do", id, type: "stop" });
  presses.hear({ t: "done", id: "b" });
  assert.deepEqual(presses.unanswered().map((one) => one.frame.id), ["a", "c"]);
});

test("who stops waiting is told why", async () => {
  const presses = new Presses();
  const answer = presses.add({ t: "do", id: "a", type: "stop" });
  presses.abandon("replaced");
  assert.deepEqual(await answer, { t: "refused", id: "a", code: "replaced", retry: false });
  assert.equal(presses.size, 0);
});

test("what is withdrawn is refused to who asked, and no other press with it", async () => {
  const presses = new Presses();
  const answer = presses.add({ id: "1", type: "about_to" });
  presses.add({ id: "2", type: "stop" });
  presses.withdraw("about_to");
  assert.equal((await answer).code, "lost");
  assert.deepEqual(presses.unanswered().map(({ frame }) => frame.type), ["stop"]);
});
