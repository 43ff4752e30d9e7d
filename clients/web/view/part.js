/** Which part of a phase it is, in a word, for who sees parts and no digits. */

import { say } from "../words/words.js";

/** The first part, the last, or any between, however many a plan has; one alone needs no word. @param {any} clock */
export function part({ band, bands }) {
  if (bands < 2) return "";
  return say(band === 0 ? "clock.band.0" : band >= bands - 1 ? "clock.band.2" : "clock.band.1");
}
