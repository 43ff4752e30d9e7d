/**
 * How much of the window lies behind what stands fast at its edges: told to the style, so that
 * nothing that the keyboard comes to is hidden there, and each bar stands on the one below it.
 */

/** What may stand fast, by the length that the style knows it by. */
const EDGES = { "--above": ".attention", "--bar": ".reach", "--call": ".calling", "--own": ".presenting" };

/** After each drawing, and when the window has changed. */
export function measure() {
  for (const [length, place] of Object.entries(EDGES)) document.documentElement.style.setProperty(length, `${covered(place)}px`);
}

/** @param {string} place @returns {number} pixels */
function covered(place) {
  const one = document.querySelector(place);
  return one && STANDING.includes(getComputedStyle(one).position) ? one.getBoundingClientRect().height : 0;
}

const STANDING = ["fixed", "sticky"];
