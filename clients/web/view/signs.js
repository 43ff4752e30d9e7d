/** Names sign by sign, as eyes count them: a letter with its accents, an emoji with all that joins it. */

const BY_SIGN = "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

/** @param {string} name @returns {string[]} */
const signs = (name) => (BY_SIGN ? [...BY_SIGN.segment(name)].map(({ segment }) => segment) : [...name]);

/** What stands in a chair. @param {string} name */
export const initial = (name) => signs(name)[0] ?? "";

/**
 * As much of a name as there is room for.
 * @param {string} name
 * @param {number} most signs
 */
export function short(name, most) {
  const all = signs(name);
  return all.length > most ? `${all.slice(0, most - 1).join("").replace(/[\s-]+$/, "")}…` : name;
}
