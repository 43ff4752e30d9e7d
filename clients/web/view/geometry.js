/** Where chairs stand: the same places for everybody, from how many there are. Pure. */

/** The drawing is this wide and high, with an outer ring as well; its middle is 0, 0. */
export const SIZE = 460;
export const SIZE_WITH_OUTER = 540;
/** Distances from the middle. */
export const INNER = 150;
export const PUSHED_BACK = 192;
export const OUTER = 240;
/** Chairs that a circle can hold before it becomes a crowd. */
export const MOST = 16;

/**
 * The place of the nth of `count` chairs, the first at the top, then clockwise.
 * @param {number} n
 * @param {number} count
 * @param {number} radius
 */
export function place(n, count, radius) {
  const turn = (n / count) * 2 * Math.PI - Math.PI / 2;
  return { x: round(radius * Math.cos(turn)), y: round(radius * Math.sin(turn)) };
}

/**
 * How large a chair may be so that neighbours do not touch.
 * @param {number} count
 */
export function chairSize(count) {
  return Math.min(26, Math.max(15, round((Math.PI * INNER) / Math.max(count, 1) / 1.9)));
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
