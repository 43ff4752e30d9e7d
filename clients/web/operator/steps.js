/** Other steps in a plan, laid out as the server lays them out. Pure. */

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Step} Step */

/** Of every case, in order. */
export const CASE_PHASES = ["select", "present", "clarify", "discuss", "rejoin", "close"];
/** Of a first case; every other is as long as the one before. */
export const CASE_MINUTES = [2, 5, 4, 20, 5, 1];
export const MOST_CASES = 6;
/** What may follow the closing, in this order. */
export const AFTER = ["leadership", "debrief", "corridor"];
/** Who stays there unless a plan says otherwise. @type {Record<string, string[]>} */
export const ADMITS = { leadership: ["leader", "member", "observer", "outer"], debrief: ["leader"] };
/** The places that people of a role have in a phase without a presenter. */
const PLACES = { member: ["member", "outer"], observer: ["observer"] };

/** @typedef {keyof typeof PLACES} Guest */
/** @type {Guest[]} */
export const GUESTS = ["member", "observer"];

/** @param {Plan} plan */
export function casesOf({ steps }) {
  return Math.max(0, ...steps.map((step) => step.case));
}

/** With one more case, as long as the last one. @param {Plan} plan @returns {Plan} */
export function withCase(plan) {
  const last = casesOf(plan);
  const number = last + 1;
  const taken = new Set(plan.steps.map((step) => step.id));
  const added = CASE_PHASES.map((phase, at) => {
    const before = plan.steps.find((step) => step.case === last && step.phase === phase);
    return { id: free(`${number}.${phase}`, taken), phase, minutes: before?.minutes ?? CASE_MINUTES[at], case: number };
  });
  const at = plan.steps.findIndex((step) => step.phase === "closing");
  return { ...plan, steps: [...plan.steps.slice(0, at), ...added, ...plan.steps.slice(at)] };
}

/** @param {string} wanted @param {Set<string>} taken */
function free(wanted, taken) {
  let id = wanted;
  for (let n = 2; taken.has(id); n += 1) id = `${wanted}-${n}`;
  return id;
}

/** @param {Plan} plan @returns {Plan} */
export function withoutLastCase(plan) {
  const last = casesOf(plan);
  return { ...plan, steps: plan.steps.filter((step) => !step.case || step.case < last) };
}

/** With a step after the closing, where it belongs. @param {Plan} plan @param {string} phase @returns {Plan} */
export function withStep(plan, phase) {
  const place = AFTER.indexOf(phase);
  const isLater = (/** @type {Step} */ step) => AFTER.indexOf(step.phase) > place;
  const before = plan.steps.filter((step) => !isLater(step));
  return { ...plan, steps: [...before, { id: phase, phase, minutes: 0, case: 0 }, ...plan.steps.filter(isLater)] };
}

/** @param {Plan} plan @param {string} phase @returns {Plan} */
export function withoutStep(plan, phase) {
  return { ...plan, steps: plan.steps.filter((step) => step.phase !== phase) };
}

/** Whether people of a role stay in a phase after the closing. @param {Plan} plan @param {string} phase @param {Guest} guest */
export function stays({ admits }, phase, guest) {
  const places = admits[phase] ?? ADMITS[phase];
  return PLACES[guest].every((place) => places.includes(place));
}

/** With people of a role staying or going. @param {Plan} plan @param {string} phase @param {Guest} guest @returns {Plan} */
export function withStayingChanged(plan, phase, guest) {
  const others = (plan.admits[phase] ?? ADMITS[phase]).filter((place) => !PLACES[guest].includes(place));
  const places = stays(plan, phase, guest) ? others : [...others, ...PLACES[guest]];
  return { ...plan, admits: { ...plan.admits, [phase]: places.sort() } };
}
