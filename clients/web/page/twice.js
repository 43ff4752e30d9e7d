/** A press that comes twice: by its second click the page may have become another one. */

const KEEPS = "input, select, textarea, button, summary, a";

/**
 * The second click of a double one on a button takes the keyboard from nothing: where the button was
 * may be the question that it asked, and a click on words leaves the keyboard nowhere.
 */
export function heedTwice() {
  let hasPressed = false;
  addEventListener("mousedown", (event) => {
    const place = /** @type {Element} */ (event.target);
    if (event.detail < 2) hasPressed = place.closest("button") !== null;
    else if (hasPressed && !place.closest(KEEPS)) event.preventDefault();
  });
}
