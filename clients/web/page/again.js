/**
 * Where an installed page begins: in the room that this browser knew last, or with what to do.
 *
 * A manifest that named no place of its own would keep the address at which it was installed, and
 * with it a link's secret.
 */

import { lastKnown } from "./remembered.js";
import { speakToReader } from "./spoken.js";
import { say } from "../words/words.js";

const room = lastKnown();
if (room) location.replace(`/r/${room}`);
else await tell();

async function tell() {
  await speakToReader();
  /** @type {HTMLElement} */ (document.getElementById("told")).textContent = say("stopped.pass_invalid");
}
