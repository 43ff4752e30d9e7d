/** Says the phase to screen readers when it changes, and what somebody asked for; nothing else. */

import { phaseSentence } from "../view/phase.js";
import { named } from "../words/words.js";

let said = "";

/** @param {import("./visit.js").Visit} visit */
export function announce(visit) {
  if (visit.told) {
    speak(visit.told);
    visit.told = "";
  }
  const { phase } = visit.sections;
  if (!phase || !visit.isLive || visit.isAway) return;
  const words = `${named("phase", phase.phase)}. ${phaseSentence(visit.sections)}`;
  if (words === said) return;
  if (said) speak(words);
  said = words;
}

/** @param {string} words */
function speak(words) {
  const place = document.getElementById("announced");
  if (place) place.textContent = words;
}
