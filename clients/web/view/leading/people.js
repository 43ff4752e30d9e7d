/** Names for ids, from what is on the screen. */

import { say } from "../../words/words.js";

/**
 * @param {import("../../wire/view.js").Sections} sections
 * @param {string | null | undefined} person
 * @returns {string}
 */
export function nameOf(sections, person) {
  const all = [...(sections.circle?.seats ?? []), ...(sections.door?.waiting ?? []), ...departed(sections)];
  return all.find((one) => one.person === person)?.name ?? "…";
}

/** Whose row it is: no row is ever handed on to somebody else, with what was chosen or opened there. @param {any} one @returns {string} */
export const idOf = (one) => one.person;

/** A name as it is compared with another. @param {string} name */
export const plain = (name) => name.normalize("NFC").trim().toLocaleLowerCase();

/** Who had to go and is not back. @param {import("../../wire/view.js").Sections} sections @returns {any[]} */
export const departed = ({ presence }) => presence?.departed ?? [];

/** Milliseconds for which it is news to leaders that somebody had to go. */
export const GOING = 300_000;

/**
 * Of whom it is news just now.
 * @param {import("../../wire/view.js").Sections} sections
 * @param {number} now
 */
export const justGone = (sections, now) => departed(sections).filter(({ at }) => now < at + GOING);

/**
 * What leaders read of a need; who could not wait for it may need them all the more.
 * @param {import("../../wire/view.js").Sections} sections
 * @param {string} person
 */
export function needOf(sections, person) {
  const hasGone = departed(sections).some((one) => one.person === person);
  return say(hasGone ? "lead.need_gone" : "lead.need", { name: nameOf(sections, person) });
}

/** Everybody with a chair but observers. @param {import("../../wire/view.js").Sections} sections */
export function circleOf(sections) {
  return (sections.circle?.seats ?? []).filter((/** @type {any} */ one) => one.role !== "observer");
}

/** @param {import("../../wire/view.js").Sections} sections */
export function presenterOf(sections) {
  return circleOf(sections).find((/** @type {any} */ one) => one.presents);
}
