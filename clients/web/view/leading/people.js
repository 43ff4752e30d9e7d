/** Names for ids, from what is on the screen. */

/**
 * @param {import("../../wire/view.js").Sections} sections
 * @param {string | null | undefined} person
 * @returns {string}
 */
export function nameOf(sections, person) {
  const all = [...(sections.circle?.seats ?? []), ...(sections.door?.waiting ?? [])];
  return all.find((one) => one.person === person)?.name ?? "…";
}

/** Whose row it is: no row is ever handed on to somebody else, with what was chosen or opened there. @param {any} one @returns {string} */
export const idOf = (one) => one.person;

/** Everybody with a chair but observers. @param {import("../../wire/view.js").Sections} sections */
export function circleOf(sections) {
  return (sections.circle?.seats ?? []).filter((/** @type {any} */ one) => one.role !== "observer");
}

/** @param {import("../../wire/view.js").Sections} sections */
export function presenterOf(sections) {
  return circleOf(sections).find((/** @type {any} */ one) => one.presents);
}
