/** Whose case it is, and who is to be asked for before somebody else moves it on. */

import { CONFIRMED } from "./expect.js";

/**
 * Who leads this case and is here, where somebody else is about to move it on: the server will ask
 * for them (`check_confirmed` in `app/rooms/decide.py`), empty where it will not.
 * @param {import("./view.js").Sections} sections
 * @param {string} type
 * @returns {string[]}
 */
export function othersLeading({ phase, circle, presence, you }, type) {
  const leading = phase?.leading ?? [];
  const isAsked = CONFIRMED.includes(type) && phase?.case && you?.acts_as?.includes("leader");
  if (!isAsked || leading.includes(you.person)) return [];
  const isHere = (/** @type {any} */ one) => !ELSEWHERE.includes(presence?.people?.[one.person] ?? "here");
  const leads = (/** @type {any} */ one) => one.role === "leader" && !one.presents && leading.includes(one.person);
  return (circle?.seats ?? []).filter((/** @type {any} */ one) => leads(one) && isHere(one)).map((/** @type {any} */ one) => one.person);
}

/** Who is shown so has no page that is connected. */
const ELSEWHERE = ["not_connected", "seated"];
