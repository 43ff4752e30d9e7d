/**
 * The company of a rehearsal: what a bot does next, by its own sections and nothing else. Pure.
 *
 * A rule that no longer holds when its wait is over is not followed, so a leader is always ahead of
 * the bots.
 */

/** @typedef {import("../wire/view.js").Sections} Sections */
/** The how-manieth bot it is, from 0, of how many. @typedef {{at: number, of: number}} Place */
/** @typedef {Sections & {place: Place, number: number}} Seen */
/** @typedef {{type: string, fields: Record<string, any>, after: number}} Act */
/**
 * @typedef {object} Rule
 * @property {string} type what it presses
 * @property {number} after milliseconds that the quickest takes
 * @property {(seen: Seen) => boolean} when
 * @property {(seen: Seen) => Record<string, any>} [fields]
 * @property {boolean} [isOnce] for what the room does not always show back: once in each step
 */

/** @type {Rule[]} the first that holds is followed */
export const RULES = [
  { type: "agree", after: 1_200, when: ({ you }) => !you.agreed, fields: ({ room }) => ({ version: room.agreement.version }) },
  { type: "attest", after: 1_200, when: ({ you }) => !you.attested },
  { type: "volunteer", after: 1_500, isOnce: true, when: (seen) => isAsked(seen) && isTurn(seen, 0) },
  { type: "volunteer", after: 3_000, isOnce: true, when: (seen) => isAsked(seen) && isTurn(seen, 1) },
  { type: "sit_back", after: 2_500, when: ({ you }) => you.chair === "offered", fields: ({ number }) => ({ camera: isOdd(number) }) },
  { type: "keep_listening", after: 3_000, isOnce: true, when: (seen) => isInvited(seen) && !isOdd(seen.number) },
  { type: "come_back_in", after: 3_000, when: isInvited },
  { type: "want_in", after: 4_000, isOnce: true, when: (seen) => isDiscussing(seen) && isTurn(seen, 2) },
  { type: "no_longer_want_in", after: 8_000, when: ({ signals, you }) => Boolean(signals?.wants_in.includes(you.person)) },
];

/**
 * What this bot does next, null where it only listens; never anything in a room that is no rehearsal.
 * @param {Place} place
 * @param {Sections} sections
 * @param {Set<string>} pressed what it has pressed in this step
 * @returns {Act | null}
 */
export function next(place, sections, pressed) {
  if (!sections.room?.rehearsal || !sections.you) return null;
  const seen = { ...sections, place, number: sections.phase?.case?.number ?? 0 };
  const rule = RULES.find(({ type, isOnce, when }) => !(isOnce && pressed.has(type)) && when(seen));
  return rule ? { type: rule.type, fields: rule.fields?.(seen) ?? {}, after: rule.after * pace(place) } : null;
}

/** They are not all equally quick, so that they do not act as one. @param {Place} place */
const pace = ({ at, of }) => 1 + at / of;

/** Whether the group looks for a presenter. @param {Seen} seen */
function isAsked({ phase, you }) {
  return you.standing === "seated" && phase?.phase === "select" && !phase.case?.presenter;
}

/** @param {Seen} seen */
function isInvited({ phase, you }) {
  return phase?.phase === "rejoin" && you.chair === "sitting_back" && you.invited && !you.declined;
}

/** @param {Seen} seen */
function isDiscussing({ room, phase, you }) {
  return phase?.phase === "discuss" && room.wants_in && !you.acts_as.includes("presenter");
}

/** Each case has other bots: two who could present, then one who would like to come in. @param {Seen} seen @param {number} nth */
function isTurn({ place, number }, nth) {
  return (2 * (number - 1) + nth) % place.of === place.at;
}

/** @param {number} number */
const isOdd = (number) => number % 2 === 1;
