import assert from "node:assert/strict";
import { test } from "node:test";
import { Shutter } from "../../../clients/web/call/shutter.js";

/** @param {string[]} frames what the call says */
function opened(...frames) {
  const shutter = new Shutter();
  shutter.isWished = true;
  for (const is of ["open", ...frames]) shutter.hear(/** @type {any} */ (is));
  return shutter;
}

test("it is open by the person's hand and the call's word, and by neither alone", () => {
  const shutter = new Shutter();
  shutter.hear("open");
  assert.equal(shutter.isOpen, false);
  shutter.isWished = true;
  assert.equal(shutter.isOpen, true);
  assert.equal(opened().shown, "open");
});

test("after a lock it stays closed until the person's own hand", () => {
  const shutter = opened("locked");
  assert.equal(shutter.shown, "locked");
  shutter.hear("closed");
  shutter.hear("open");
  assert.equal(shutter.isOpen, false);
});

test("what somebody else closed stays closed", () => {
  const shutter = opened("closed", "open");
  assert.equal(shutter.isOpen, false);
});

test("who closes and opens in one breath is open, though the call answers one after the other", () => {
  const shutter = opened();
  shutter.close();
  assert.equal(shutter.isOpen, false);
  shutter.isWished = true;
  for (const is of ["closed", "open"]) shutter.hear(/** @type {any} */ (is));
  assert.equal(shutter.isOpen, true);
});

test("only the answer to one's own closing is that: what comes after it closes", () => {
  const shutter = opened();
  shutter.close();
  shutter.isWished = true;
  for (const is of ["closed", "open", "closed", "open"]) shutter.hear(/** @type {any} */ (is));
  assert.equal(shutter.isOpen, false);
});

test("a lock takes the wish away, whether or not one was just closing it, and answers the closing", () => {
  const shutter = opened();
  shutter.close();
  shutter.isWished = true;
  shutter.hear("locked");
  assert.equal(shutter.isWished, false);
  shutter.isWished = true;
  for (const is of ["open", "closed", "open"]) shutter.hear(/** @type {any} */ (is));
  assert.equal(shutter.isOpen, false);
});

test("who closes what is not open yet waits for no answer", () => {
  const shutter = new Shutter();
  shutter.close();
  shutter.isWished = true;
  for (const is of ["open", "closed", "open"]) shutter.hear(/** @type {any} */ (is));
  assert.equal(shutter.isOpen, false);
});

test("what was wished before the call was reached is not forgotten by its first word", () => {
  const shutter = new Shutter();
  shutter.isWished = true;
  shutter.hear("closed");
  shutter.hear("open");
  assert.equal(shutter.isOpen, true);
});

test("what the room keeps closed is closed before the call has said so, and stays so after", () => {
  const shutter = opened();
  assert.equal(shutter.keep(true), true);
  assert.equal(shutter.shown, "locked");
  assert.equal(shutter.keep(true), false);
  shutter.keep(false);
  assert.equal(shutter.isOpen, false);
});

test("a try that is let through opens it, one that was refused does not when the lock ends", () => {
  const [through, refused] = [opened("locked"), opened("locked")];
  for (const one of [through, refused]) one.isWished = true;
  refused.refuse();
  for (const one of [through, refused]) for (const is of ["closed", "open"]) one.hear(/** @type {any} */ (is));
  assert.deepEqual([through.isOpen, refused.isOpen], [true, false]);
});

test("a new connection begins closed", () => {
  const shutter = opened();
  shutter.reset();
  shutter.hear("open");
  assert.equal(shutter.isOpen, false);
});
