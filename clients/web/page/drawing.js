/** What is seen follows what is known: drawn once per frame, however much has changed. */

import { render } from "../vendor/lit-html/lit-html.js";

/**
 * To be called whenever something has changed.
 * @param {() => unknown} view
 * @param {() => void} then what follows once it is drawn
 */
export function drawing(view, then) {
  let isComing = false;
  return () => {
    if (isComing) return;
    isComing = true;
    requestAnimationFrame(() => {
      isComing = false;
      render(view(), /** @type {HTMLElement} */ (document.getElementById("page")));
      then();
    });
  };
}
