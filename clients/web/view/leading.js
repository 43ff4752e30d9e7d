/** A leader's side of the page, fetched when somebody leads: every other page is the lighter for it. */

import { nothing } from "../vendor/lit-html/lit-html.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/** @type {((visit: Visit) => unknown) | null} */
let drawn = null;
let isComing = false;
/** Milliseconds until a line that broke meanwhile is tried again. */
const AGAIN = 1_000;

/** @param {Visit} visit */
export function leading(visit) {
  if (!drawn) fetchFor(visit);
  return drawn ? drawn(visit) : nothing;
}

/** @param {Visit} visit */
async function fetchFor(visit) {
  if (isComing) return;
  isComing = true;
  try {
    drawn = (await import("./leading/side.js")).side;
    visit.onChange();
  } catch {
    setTimeout(() => visit.onChange(), AGAIN);
  }
  isComing = false;
}
