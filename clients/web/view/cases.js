/** Which case it is, in words. */

import { say } from "../words/words.js";

/** How many cases a meeting has. @param {{case: number}[]} steps */
export const casesOf = (steps) => Math.max(0, ...steps.map((step) => step.case));

/** @param {number} number @param {number} of how many the meeting has */
export const caseInWords = (number, of) => (of === 1 ? say("case.one") : say("case.of", { number, of }));
