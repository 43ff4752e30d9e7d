/** What everybody can do: ask for a leader, say that someone can hear, go. */

import { html } from "../vendor/lit-html/lit-html.js";
import { going } from "./going.js";
import { need } from "./joining.js";
import { say } from "../words/words.js";

/** @param {import("../page/visit.js").Visit} visit */
export function own(visit) {
  const hears = html`<button class="plain" @click=${() => visit.press("someone_can_hear")}>${say("own.hear")}</button>`;
  return going(visit, html`${need(visit)} ${hears}`);
}
