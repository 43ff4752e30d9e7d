/** Whether what somebody pressed is so by now: another leader was quicker, and there is nothing to say. */

import { onward } from "../wire/outlook.js";

/** @typedef {import("../wire/view.js").Sections} Sections */
/** @typedef {{type: string, fields: Record<string, any>, seen: Sections}} Pressed */

/** @param {Pressed} pressed @param {Sections} now */
export function isSo({ type, fields, seen }, now) {
  return Boolean(now.phase && SO[type]?.(seen, now, fields));
}

/** The next step, as it was at the press. @param {Sections} seen @param {Sections} now */
const isNext = (seen, now) => Boolean(seen.room && now.phase.step) && now.phase.step === onward(seen)?.to?.id;

/** The step before, in the same case. @param {Sections} seen @param {Sections} now */
function isBefore(seen, now) {
  const steps = /** @type {any[]} */ (seen.room?.steps ?? []);
  const at = steps.findIndex((one) => one.id === seen.phase.step);
  return at > 0 && steps[at - 1].id === now.phase.step && steps[at - 1].case === steps[at].case;
}

/** One move since, after which there is none to take back. @param {Sections} seen @param {Sections} now */
const isUndone = (seen, now) => now.phase.phase_rev === seen.phase.phase_rev + 1 && now.phase.undo_until === null;

/** @type {Record<string, (seen: Sections, now: Sections, fields: Record<string, any>) => boolean>} */
const SO = {
  open_meeting: isNext,
  advance: isNext,
  back: isBefore,
  skip: (_, now, { to }) => now.phase.step === to,
  withdraw_case: (seen, now) => now.phase.phase === "close" && now.phase.case?.number === seen.phase.case?.number,
  close_meeting: (_, now) => now.phase.phase === "closing",
  undo: isUndone,
  resume: (_, now) => now.clock?.paused === false,
};
