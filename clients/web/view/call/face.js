/** Somebody's picture in their chair, while there is one. The chair has their name; this is for the eyes. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";

/**
 * @param {import("../../page/visit.js").Visit} visit
 * @param {Record<string, any>} seat
 * @param {import("../geometry.js").Place} at
 * @param {number} radius of the chair
 * @param {number} size of the whole drawing
 */
export function face(visit, seat, at, radius, size) {
  const picture = visit.calling.call?.pictures.of(seat.person);
  if (!picture) return nothing;
  const [x, y] = [at.x, at.y].map((one) => `${(100 * (one + size / 2)) / size}%`);
  const is = [picture.isSeen ? "seen" : "", seat.person === visit.you.person ? "own-face" : ""].join(" ");
  const style = `inset: ${y} auto auto ${x}; inline-size: ${(200 * (radius - LINE)) / size}%`;
  // By the property: the policy of the page allows no style in an attribute.
  return html`<div class="face ${is}" aria-hidden="true" data-of=${seat.person} .style=${style}>${picture.element}</div>`;
}

/** So much of the chair's edge stays to be seen: it says who presents and who one is. */
const LINE = 1.5;
