/** Something that is so or not, with what it means. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";

/**
 * @param {string} id
 * @param {{words: string, hint?: string}} said
 * @param {boolean} isSo
 * @param {(isSo: boolean) => void} set
 */
export function ticked(id, { words, hint }, isSo, set) {
  return html`
    <div class="ticked">
      <input type="checkbox" id=${id} aria-describedby=${hint ? `${id}-hint` : nothing} .checked=${isSo} @change=${(/** @type {any} */ event) => set(event.target.checked)}>
      <label for=${id}>${words}</label>
      ${hint ? html`<p class="hint" id=${`${id}-hint`}>${hint}</p>` : nothing}
    </div>
  `;
}
