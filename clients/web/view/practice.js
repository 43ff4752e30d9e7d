/** The mark of a room for practice, on every page that shows one. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { say } from "../words/words.js";

/** That nobody's meeting is held here. @param {import("../page/visit.js").Visit} visit */
export function practice({ sections }) {
  return sections.room?.test ? html`<p class="hint practice">${say("phase.practice")}</p>` : nothing;
}
