import assert from "node:assert/strict";
import { test } from "node:test";
import { calendar } from "../../../clients/web/operator/calendar.js";

const URL = `https://circle.example/r/0123456789abcdefghij#pbl_${"k".repeat(60)}`;
const STARTS = Date.UTC(2026, 10, 29, 18, 30);
const entry = { uid: "r-l@pushback", title: "Balint group", about: "Come alone; bring headphones, please.", url: URL, starts: STARTS, minutes: 90, now: STARTS - 86_400_000 };

const lines = (/** @type {string} */ text) => text.split("\r\n");
const unfolded = (/** @type {string} */ text) => lines(text.replaceAll("\r\n ", ""));

test("the meeting stands there in UTC, as long as its plan", () => {
  const found = unfolded(calendar(entry));
  for (const line of ["DTSTAMP:20261128T183000Z", "DTSTART:20261129T183000Z", "DTEND:20261129T200000Z", "SUMMARY:Balint group", `URL:${URL}`]) {
    assert.ok(found.includes(line), line);
  }
  assert.equal(found[0], "BEGIN:VCALENDAR");
  assert.equal(found.at(-2), "END:VCALENDAR");
});

test("marks of the format are escaped, and the link is in the description", () => {
  assert.ok(unfolded(calendar(entry)).includes(`DESCRIPTION:Come alone\\; bring headphones\\, please.\\n${URL}`));
});

test("no line is longer than 75 octets and no character is cut", () => {
  const text = calendar({ ...entry, about: "קבוצת באלינט ".repeat(20) });
  for (const line of lines(text)) assert.ok(new TextEncoder().encode(line).length <= 75, line);
  assert.ok(unfolded(text).some((line) => line.includes("קבוצת באלינט ".repeat(20).trim())));
});

test("a second file for the same link changes the entry and adds none", () => {
  const moved = calendar({ ...entry, starts: STARTS + 3_600_000 });
  assert.ok(lines(moved).includes("UID:r-l@pushback"));
});
