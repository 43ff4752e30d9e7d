/** Where chairs and the words beside them stand: the same for everybody, from how many there are. Pure. */

/** The drawing is this wide and high, with an outer ring as well; its middle is 0, 0. */
export const SIZE = 420;
export const SIZE_WITH_OUTER = 570;
/** Where there are faces in the chairs, which then are larger. */
export const SIZE_WITH_FACES = 470;
/** How large a chair is at most, and one with a face. */
export const CHAIR = 26;
export const FACE = 40;
/** Distances from the middle. */
export const INNER = 150;
export const PUSHED_BACK = 192;
export const OUTER = 250;
/** Chairs that a ring can hold before it becomes a crowd, and observers named before they are counted. */
export const MOST = 16;
/** Chairs above which only names stand beside them: what else is to be said stands below the circle. */
export const ROOMY = 10;

/** @typedef {{x: number, y: number}} Place */

/**
 * The place of the nth of `count` chairs, the first at the top, then clockwise.
 * @param {number} n
 * @param {number} count
 * @param {number} radius
 * @returns {Place}
 */
export function place(n, count, radius) {
  const turn = (n / count) * 2 * Math.PI - Math.PI / 2;
  return { x: round(radius * Math.cos(turn)), y: round(radius * Math.sin(turn)) };
}

/**
 * How large a chair may be so that neighbours do not touch.
 * @param {number} count
 * @param {number} most
 */
export function chairSize(count, most = CHAIR) {
  return Math.min(most, Math.max(15, round((Math.PI * INNER) / Math.max(count, 1) / 1.9)));
}

/**
 * Those of a ring who are drawn: the first of them, and whoever must not be missed.
 * @template T
 * @param {T[]} ring
 * @param {(one: T) => boolean} isNeeded
 */
export function drawn(ring, isNeeded) {
  const rest = ring.slice(MOST).filter(isNeeded);
  return [...ring.slice(0, MOST - rest.length), ...rest];
}

/**
 * Where the words of a chair begin, seen from its middle: above it in the upper half and below it in
 * the lower, away from the middle of the circle. A chair that is pushed back has no room there at the
 * very top, or where an outer ring begins; its words stand in the gap it left.
 * @param {Place} at
 * @param {number} size of the chair, with what is drawn around it
 * @param {{isBack?: boolean, isOuter?: boolean, hasOuter?: boolean}} is
 * @returns {{x: number, y: number, isAbove: boolean}}
 */
export function beside({ x, y }, size, { isBack = false, isOuter = false, hasOuter = false } = {}) {
  const far = Math.hypot(x, y) || 1;
  const isInward = isBack && (hasOuter ? Math.abs(y) > far / 2 : Math.abs(y) > HIGHEST);
  const isAbove = isInward ? y > 0 : y < (isOuter ? BESIDE_INNER : -1);
  const lean = isBack ? (Math.abs(y) < far / 4 ? INWARD : 0) : LEAN;
  return { x: round(lean * (x / far)), y: (isAbove ? -1 : 1) * (size + GAP), isAbove };
}

/** By how much words lean outward at the sides (those of a chair at the edge inward), and how far they stand off. */
const LEAN = 10;
const INWARD = -6;
const GAP = 4;
/** Above this a pushed-back chair's words would leave the drawing. */
const HIGHEST = 189;
/** Down to here words of the outer ring stand above, as those of the inner ring stand below. */
const BESIDE_INNER = 40;

/**
 * How many characters of a name fit beside a chair, no wider than to the neighbour's or to the edge.
 * @param {number} count
 * @param {number} radius
 * @param {number} wide of one character
 */
export function letters(count, radius, wide) {
  const room = Math.min(radius === OUTER ? EDGE : FREE, (2 * Math.PI * radius) / Math.max(count, 1));
  return Math.max(6, Math.min(13, Math.floor(room / wide)));
}

/** What a name may take where its neighbours are far: within the drawing, and at its edge. */
const FREE = 122;
const EDGE = 90;

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
