/** What is seen follows what is known: drawn once per frame, however much has changed. */

import { render } from "../vendor/lit-html/lit-html.js";

/**
 * To be called whenever something has changed; `now()` draws at once what the next frame would.
 * @param {() => unknown} view
 * @param {() => void} then what follows once it is drawn
 */
export function drawing(view, then) {
  let frame = 0;
  const paint = () => {
    frame = 0;
    render(view(), /** @type {HTMLElement} */ (document.getElementById("page")));
    then();
  };
  const soon = () => {
    frame ||= requestAnimationFrame(paint);
  };
  const now = () => {
    if (!frame) return;
    cancelAnimationFrame(frame);
    paint();
  };
  return Object.assign(soon, { now });
}
