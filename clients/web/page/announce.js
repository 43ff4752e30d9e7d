/**
 * Says to screen readers, politely and rarely: the phase when it changes, that a leader stops the
 * meeting for a moment, to leaders what needs one, what somebody asked for, and the time now and then
 * to who turned that on.
 */

import { inWords } from "../view/clock.js";
import { isSame, isStopped, phaseSentence } from "../view/phase.js";
import { named, say } from "../words/words.js";
import { Needing } from "./needing.js";
import { isDue, isWanted, reached } from "./said_time.js";

let said = "";
let wasStopped = false;
/** @type {import("./said_time.js").Reached | null} */
let before = null;
const needing = new Needing();
/** Who reads this page, as far as it decides what they may read. */
let reader = "";
/** @type {any} */
let hushing = null;

/** @param {import("./visit.js").Visit} visit */
export function announce(visit) {
  hushWhereOthersMayRead(visit);
  if (visit.told) {
    speak(visit.told);
    visit.told = "";
  }
  if (!visit.sections.phase || !visit.isLive || visit.isAway) return;
  const words = [phase(visit), stop(visit), ...needing.news(visit), time(visit)].filter(Boolean);
  if (words.length) speak(words.reduce((all, one) => `${all}${/[.?!]$/.test(all) ? "" : "."} ${one}`));
}

/**
 * What was said to a leader, to the circle or beside a blank page stays there for nobody else.
 * @param {import("./visit.js").Visit} visit
 */
function hushWhereOthersMayRead({ stage, isAway, you }) {
  const now = `${stage} ${isAway} ${you?.audience}`;
  if (now !== reader) speak("");
  reader = now;
}

/** The phase that has changed. @param {import("./visit.js").Visit} visit */
function phase({ sections }) {
  const [name, sentence] = [named("phase", sections.phase.phase), phaseSentence(sections)];
  const words = isSame(name, sentence) ? sentence : `${name}. ${sentence}`;
  if (words === said) return "";
  const isFirst = !said;
  said = words;
  return isFirst ? "" : words;
}

/** @param {import("./visit.js").Visit} visit */
function stop({ sections }) {
  const isNew = isStopped(sections) && !wasStopped;
  wasStopped = isStopped(sections);
  return isNew ? say("case.stopped") : "";
}

/** @param {import("./visit.js").Visit} visit */
function time(visit) {
  const now = reached(visit.sections, visit.now());
  const words = isWanted() && isDue(before, now) ? inWords(visit) : "";
  before = now;
  return words;
}

/** Said, and gone soon after: what has been heard is not there to be read again. @param {string} words */
function speak(words) {
  const place = document.getElementById("announced");
  clearTimeout(hushing);
  if (place && (words || place.textContent)) place.textContent = words;
  if (words) hushing = setTimeout(() => speak(""), HEARD_BY);
}

/** Milliseconds in which a screen reader has taken up what was said. */
const HEARD_BY = 5_000;
