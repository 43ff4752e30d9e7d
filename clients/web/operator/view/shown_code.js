/** A link for somebody who stands beside the screen: a button, and the QR code that it brings. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../words/operator.js";

/** What a reader needs around the code to see where it begins. */
const QUIET = 4;

/** @typedef {import("../office.js").Office} Office */
/** @typedef {{url: string, id: string}} Link */

/** @param {Office} office @param {Link} link @param {string} name whose link it is */
export function showing({ shownCode }, { url, id }, name) {
  const isShown = shownCode.url === url;
  return html`<button type="button" aria-expanded=${isShown ? "true" : "false"} aria-controls=${isShown ? `code-${id}` : nothing} aria-label=${say("made.code_of", { name })} @click=${() => (isShown ? shownCode.hide() : shownCode.show(url))}>${say("made.code")}</button>`;
}

/** @param {Office} office @param {Link} link @param {string} name */
export function shown({ shownCode }, { url, id }, name) {
  const { code } = shownCode;
  if (!code || shownCode.url !== url) return nothing;
  const side = code.size + 2 * QUIET;
  return html`
    <figure class="code" id=${`code-${id}`}>
      <svg viewBox="${-QUIET} ${-QUIET} ${side} ${side}" role="img" aria-label=${say("made.code_of", { name })}>
        <rect x=${-QUIET} y=${-QUIET} width=${side} height=${side}></rect>
        <path d=${code.path}></path>
      </svg>
    </figure>
  `;
}
