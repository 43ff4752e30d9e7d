/** What the panel shows: the circle's own pages, and its own word where there is no link to open again. */

import { html } from "../vendor/lit-html/lit-html.js";
import { root } from "../view/root.js";
import { say } from "../words/words.js";

/** Endings that are the same however one came; any other needs a new grant, which the call has. */
const SAID = ["revoked", "removed", "closed", "room_closed", "replaced", "not_found", "room_full"];

/** @param {import("../page/visit.js").Visit} visit */
export function panel(visit) {
  if (visit.stage !== "stopped" || SAID.includes(visit.reason)) return root(visit);
  return html`<main class="card"><h1>${say("stopped.panel")}</h1></main>`;
}
