/** How the microphone of who sits back is closed: said as far as it was verified, and no more. */

import { named, say } from "../../words/words.js";

/** @typedef {import("../../wire/view.js").Sections} Sections */

/**
 * Nothing where it is not locked, where it has failed, which is said among what needs an answer, or where nothing is known yet.
 * @param {Sections} sections
 * @param {any} one who presents
 */
export function lockClaim({ floor, enforcement, room }, one) {
  const isLocked = floor?.seats[one.person]?.floor === "locked" && !enforcement?.opened?.includes(one.person);
  if (!isLocked || !enforcement || enforcement.locks === "failed") return "";
  if (enforcement.locks === "enforced") return say("lock.enforced");
  return enforcement.locks === "requested" ? requested(enforcement.why, isByTelephone(room, one)) : say("lock.agreed");
}

/** What else goes wrong is said with what has failed, and may be of somebody else's microphone. */
const REASONS = ["late", "untold"];

/** @param {string} why @param {boolean} isPhone */
function requested(why, isPhone) {
  if (why === "anybody") return say("lock.requested");  // why, and what to do, is said among what needs an answer
  const reason = REASONS.includes(why) ? named("why", why) : isPhone ? say("lock.telephone") : "";
  return `${reason ? say("lock.requested_why", { why: reason }) : say("lock.requested")} ${say("lock.aloud")}`;
}

/** LiveKit's telephones are only asked, and leaders alone say whose they are. @param {any} room @param {any} one */
const isByTelephone = (room, one) => room.call === "livekit" && one.places?.length > 0;
