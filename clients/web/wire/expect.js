/** Which revision each command brings: what the person saw when they pressed (docs/protocol.md). */

/** @type {Record<string, "phase_rev" | "timer_rev" | "case_rev" | "plan_rev">} */
export const EXPECTS = {
  open_meeting: "phase_rev",
  advance: "phase_rev",
  back: "phase_rev",
  skip: "phase_rev",
  withdraw_case: "phase_rev",
  close_meeting: "phase_rev",
  end_meeting: "phase_rev",
  undo: "phase_rev",
  about_to: "phase_rev",
  add_case: "plan_rev",
  drop_case: "plan_rev",
  edit_plan: "plan_rev",
  set_end: "plan_rev",
  extend: "timer_rev",
  shorten: "timer_rev",
  resume: "timer_rev",
  choose_presenter: "case_rev",
  set_leading: "case_rev",
  offer_push_back: "case_rev",
  invite_rejoin: "case_rev",
  sit_back: "case_rev",
  choose_camera: "case_rev",
  keep_listening: "case_rev",
};

/** The section in which each revision stands, for those who have it. */
const STANDS_IN = { phase_rev: "phase", case_rev: "phase", timer_rev: "clock", plan_rev: "room" };

/**
 * What `type` brings in `expect`, undefined where it brings nothing.
 * @param {import("./view.js").Sections} sections
 * @param {string} type
 * @returns {Record<string, number> | undefined}
 */
export function expected(sections, type) {
  const rev = EXPECTS[type];
  if (!rev) return undefined;
  const seen = sections[STANDS_IN[rev]]?.[rev] ?? sections.you?.[rev];
  return seen === undefined ? undefined : { [rev]: seen };
}

/** The moves that have to be confirmed where the case is stopped. */
export const CONFIRMED = ["advance", "back", "skip", "withdraw_case", "close_meeting"];

/**
 * What `type` brings where the person saw that the case is stopped: they move on knowing it.
 * @param {import("./view.js").Sections} sections
 * @param {string} type
 * @returns {{confirm?: number}}
 */
export function confirmed({ phase, you }, type) {
  const isSeen = phase?.case?.stopped && CONFIRMED.includes(type);
  return isSeen ? { confirm: phase.case_rev ?? you?.case_rev } : {};
}

/** Each of these raises the clock's revision by one. */
const TIMING = ["extend", "shorten"];

/**
 * What `type` brings where the same person has pressed before it, and neither has an answer: three
 * taps are three minutes on a slow line too, and one of another leader between them is still noticed.
 * @param {string} type
 * @param {Record<string, number> | undefined} expect
 * @param {{frame: Record<string, any>}[]} unanswered
 */
export function inTurn(type, expect, unanswered) {
  if (!TIMING.includes(type)) return expect;
  const before = unanswered.findLast(({ frame }) => TIMING.includes(frame.type))?.frame.expect;
  return before ? { timer_rev: before.timer_rev + 1 } : expect;
}
