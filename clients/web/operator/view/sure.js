/** A second step before what cannot be taken back: opened in place, so that the focus stays. */

import { html } from "../../vendor/lit-html/lit-html.js";

/**
 * @param {string} words
 * @param {string} question
 * @param {string} yes
 * @param {() => unknown} act
 */
export function sure(words, question, yes, act) {
  return html`
    <details class="sure">
      <summary>${words}</summary>
      <p>${question}</p>
      <button type="button" class="stop" @click=${act}>${yes}</button>
    </details>
  `;
}
