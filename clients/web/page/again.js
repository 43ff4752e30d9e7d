/**
 * Where an installed page begins: in the room that this browser knew last, or with what to do.
 *
 * A manifest that named no place of its own would keep the address at which it was installed, and
 * with it a link's secret.
 */

import { lastKnown } from "./remembered.js";
import { chosen, LANGUAGES, say, speak } from "../words/words.js";

const room = lastKnown();
if (room) location.replace(`/r/${room}`);
else await tell();

async function tell() {
  const language = chosen(navigator.languages);
  await speak(language);
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].direction;
  /** @type {HTMLElement} */ (document.getElementById("told")).textContent = say("stopped.pass_invalid");
}
