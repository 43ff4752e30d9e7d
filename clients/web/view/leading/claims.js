/** What the call has made of the door and of a removal: said as far as it was verified, and no more. */

import { say } from "../../words/words.js";
import { nameOf } from "./people.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */
/** @typedef {import("../../wire/view.js").Sections} Sections */

/** @param {Sections} sections */
export function doorClaim({ door, enforcement }) {
  return door.state === "shut" ? claim("door", enforcement) : say("lead.open");
}

/** @param {Sections} sections */
export const removalClaim = ({ enforcement }) => claim("removal", enforcement);

/** What is not known, or has a name of a newer server, is agreed at most. @param {"door" | "removal"} what @param {any} enforcement */
function claim(what, enforcement) {
  const key = `${what}.${enforcement?.[what]}`;
  return say(KNOWN.has(key) ? /** @type {import("../../words/words.js").Key} */ (key) : `${what}.agreed`);
}

const KNOWN = new Set(["door", "removal"].flatMap((what) => ["enforced", "requested", "failed"].map((is) => `${what}.${is}`)));

/** Out here; what the call makes of it is read until the leader has seen it. @param {Visit} visit @param {string} person */
export async function remove(visit, person) {
  const name = nameOf(visit.sections, person);
  const answer = await visit.press("remove_person", { person });
  if (answer?.t === "done") visit.readRemoval(true, name);
}
