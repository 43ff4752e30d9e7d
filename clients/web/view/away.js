/** "Someone can hear": a blank page that says what to do about the sound. */

import { html } from "../vendor/lit-html/lit-html.js";
import { connection, refusal } from "./connection.js";
import { say } from "../words/words.js";

/** @param {import("../page/visit.js").Visit} visit */
export function away(visit) {
  return html`
    <main class="card">
      ${connection(visit)}
      <h1>${say("own.heard_title")}</h1>
      <p>${say(visit.calling.isOurs ? "own.heard_here" : "own.heard")}</p>
      ${refusal(visit)}
      <button class="first" @click=${() => visit.press("alone_again")}>${say("own.alone")}</button>
    </main>
  `;
}
