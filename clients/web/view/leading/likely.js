/** Who somebody in the call may be: a leader is asked, and nobody is matched by it. */

import { plain } from "./people.js";

/** @typedef {import("../../wire/view.js").Sections} Sections */
/** @typedef {{place: string, name: string, claims: string | null, via: string}} Place */

/**
 * Who it may be: whom the call says that they are, or the only one who is called so.
 * @param {Sections} sections
 * @param {Place} one
 */
export function proposed({ circle }, one) {
  const seats = circle?.seats ?? [];
  const claimed = seats.find((/** @type {any} */ seat) => seat.person === one.claims);
  if (claimed) return claimed;
  const alike = one.name ? seats.filter((/** @type {any} */ seat) => plain(seat.name) === plain(one.name)) : [];
  return alike.length === 1 ? alike[0] : null;
}
