/** How the microphone of who sits back is closed: said as far as it was verified, and no more. */

import { named, say } from "../../words/words.js";
import { atTime } from "../times.js";

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
  return enforcement.locks === "requested" ? requested(enforcement, isByTelephone(room, one)) : say("lock.agreed");
}

/** What else goes wrong is said with what has failed, and may be of somebody else's microphone. */
const REASONS = ["late", "untold"];

/** @param {any} enforcement @param {boolean} isPhone */
function requested(enforcement, isPhone) {
  const { why } = enforcement;
  if (why === "anybody") return say("lock.requested");  // why, and what to do, is said among what needs an answer
  const reason = REASONS.includes(why) ? whySince(enforcement) : isPhone ? say("lock.telephone") : "";
  return `${reason ? say("lock.requested_why", { why: reason }) : say("lock.requested")} ${say("lock.aloud")}`;
}

/** Why the call has not confirmed, and since when, in the reader's own time; the reason alone where nobody has said when. @param {any} enforcement */
export function whySince({ why, since }) {
  const reason = named("why", why);
  return since ? say("call.why_since", { why: reason, time: atTime(since) }) : reason;
}

/** LiveKit's telephones are only asked, and leaders alone say whose they are. @param {any} room @param {any} one */
const isByTelephone = (room, one) => room.call === "livekit" && one.places?.length > 0;
