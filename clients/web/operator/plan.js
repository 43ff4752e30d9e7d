/** A plan as the document that the server reads, and what a reader is shown of it. Pure. */

import { ADMITS } from "./steps.js";

/** @typedef {{id: string, phase: string, minutes: number, case: number}} Step */
/**
 * @typedef {object} Plan
 * @property {string} name
 * @property {string} title
 * @property {Step[]} steps
 * @property {string} clock
 * @property {boolean} push_back
 * @property {boolean} wants_in
 * @property {boolean} rings
 * @property {boolean} shows_volunteers
 * @property {Record<string, string>} texts
 * @property {Record<string, string[]>} admits
 */
/** What is simply so or not. */
/** @typedef {"push_back" | "wants_in" | "rings" | "shows_volunteers"} Choice */

export const CLOCKS = ["soft", "leaders", "full"];
/** @type {Choice[]} */
export const CHOICES = ["push_back", "wants_in", "rings", "shows_volunteers"];
export const MOST_MINUTES = 240;

/** The whole meeting, in minutes. @param {Step[]} steps */
export function total(steps) {
  return steps.reduce((sum, step) => sum + step.minutes, 0);
}

/**
 * What a room is made with: the plan's name, or a document of one's own once anything differs. That
 * has a title of its own too: the plan's may say how long it was, and how many cases.
 * @param {Plan} plan as it came
 * @param {Plan} own as it stands in the form
 * @param {string} title
 * @returns {string | Plan}
 */
export function planFor(plan, own, title) {
  const tidied = tidy(own);
  if (canonical(tidied) === canonical(tidy(plan))) return plan.name;
  return { ...tidied, name: ownName(plan.name), title: fitting(title) };
}

/** Without what goes without saying: no sentence, nobody other than usual, phases that are not there. @param {Plan} plan @returns {Plan} */
function tidy(plan) {
  const said = Object.entries(plan.texts).map(([phase, text]) => [phase, text.trim()]);
  const has = (/** @type {string} */ phase) => plan.steps.some((step) => step.phase === phase);
  const kept = Object.entries(plan.admits).filter(([phase, places]) => has(phase) && String(places) !== String(ADMITS[phase]));
  return { ...plan, texts: Object.fromEntries(said.filter(([, text]) => text)), admits: Object.fromEntries(kept) };
}

/** The same for the same meeting, in whatever order it was typed. @param {Plan} plan */
function canonical(plan) {
  return JSON.stringify(plan, (_, value) => (isRecord(value) ? Object.fromEntries(Object.entries(value).sort()) : value));
}

/** @param {unknown} value @returns {value is object} */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** A title as the server takes one, without the marks that keep directions apart. @param {string} title */
const fitting = (title) => title.replace(/[<>\u2066-\u2069]/g, "").slice(0, 80);

/** A name that says whose plan it is. @param {string} name */
const ownName = (name) => `${name.slice(0, 36)}_own`;

/**
 * Minutes as they were typed, null where no meeting could have them.
 * @param {string} typed
 */
export function minutesIn(typed) {
  const minutes = Number(typed.trim().replace(",", "."));
  return Number.isFinite(minutes) && minutes >= 0 && minutes <= MOST_MINUTES ? minutes : null;
}

/**
 * The parts of a meeting in order: what is before, each case, what is after.
 * @param {Step[]} steps
 * @returns {{number: number, steps: Step[]}[]}
 */
export function partsOf(steps) {
  /** @type {{number: number, steps: Step[]}[]} */
  const parts = [];
  for (const step of steps) {
    const last = parts.at(-1);
    if (last?.number === step.case) last.steps.push(step);
    else parts.push({ number: step.case, steps: [step] });
  }
  return parts;
}
