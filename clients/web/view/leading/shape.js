/** The shape of the evening, in words: what is over, what is now and what is to come. */

import { left } from "../../wire/clock.js";
import { named, say } from "../../words/words.js";
import { caseInWords, casesOf } from "../cases.js";
import { asNumber } from "../times.js";

/** @typedef {import("../../wire/view.js").Sections} Sections */

const MINUTE = 60_000;

/** Whole minutes, the last one in tenths: what still runs is not said to be over. @param {number} ms */
const minutesLeft = (ms) => asNumber(ms < MINUTE ? Math.ceil((10 * ms) / MINUTE) / 10 : Math.round(ms / MINUTE));

/**
 * The whole meeting as one line to be heard; a case's number stands where it begins.
 * @param {Sections} sections
 * @param {number} now the server's instant
 */
export function shapeInWords(sections, now) {
  const { room, phase, clock } = sections;
  const at = room.steps.findIndex((/** @type {any} */ one) => one.id === phase.step);
  const cases = casesOf(room.steps);
  return room.steps.map((/** @type {any} */ step, /** @type {number} */ n) => {
    const begins = step.phase === "select" ? `${caseInWords(step.case, cases)}: ` : "";
    return begins + (n < at ? say("shape.over", { phase: named("phase", step.phase) }) : n === at ? present(step, left(clock, now)) : coming(step));
  }).join("; ");
}

/** @param {any} step @param {number | null} rest */
function present(step, rest) {
  const phase = named("phase", step.phase);
  return rest === null ? say("shape.now", { phase }) : say("shape.left", { phase, count: minutesLeft(Math.max(0, rest)) });
}

/** @param {any} step */
function coming(step) {
  const phase = named("phase", step.phase);
  return step.limit_ms ? say("shape.coming", { phase, count: asNumber(step.limit_ms / MINUTE) }) : phase;
}
