/** A shipped plan with the operator's changes, as the document that the server reads. Pure. */

/** @typedef {{id: string, phase: string, minutes: number, case: number}} Step */
/**
 * @typedef {object} Plan
 * @property {string} name
 * @property {string} title
 * @property {Step[]} steps
 * @property {string} clock
 * @property {Record<string, string>} texts
 */
/** What was changed: minutes by step, sentences by phase. */
/** @typedef {{minutes: Record<string, number>, texts: Record<string, string>, clock: string}} Changes */

export const CLOCKS = ["soft", "leaders", "full"];
export const MOST_MINUTES = 240;

/** The whole meeting, in minutes. @param {Step[]} steps */
export function total(steps) {
  return steps.reduce((sum, step) => sum + step.minutes, 0);
}

/** Nothing changed yet. @param {Plan} plan @returns {Changes} */
export function unchanged(plan) {
  return { minutes: {}, texts: { ...plan.texts }, clock: plan.clock };
}

/**
 * The steps with the minutes as they stand in the form.
 * @param {Plan} plan
 * @param {Changes} changes
 */
export function stepsOf(plan, changes) {
  return plan.steps.map((step) => ({ ...step, minutes: changes.minutes[step.id] ?? step.minutes }));
}

/**
 * What a room is made with: the plan's name, or a document of one's own once anything differs. That
 * has a title of its own too: the plan's may say how long it was.
 * @param {Plan} plan
 * @param {Changes} changes
 * @param {string} title
 * @returns {string | Plan}
 */
export function planFor(plan, changes, title) {
  const steps = stepsOf(plan, changes);
  const said = Object.entries(changes.texts).map(([phase, text]) => [phase, text.trim()]);
  const texts = Object.fromEntries(said.filter(([, text]) => text));
  const { clock } = changes;
  const same = (/** @type {Plan} */ one) => JSON.stringify([one.steps, Object.entries(one.texts).sort(), one.clock]);
  const changed = { ...plan, name: ownName(plan.name), title: fitting(title), steps, texts, clock };
  return same(changed) === same(plan) ? plan.name : changed;
}

/** A title as the server takes one. @param {string} title */
const fitting = (title) => title.replace(/[<>]/g, "").slice(0, 80);

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
