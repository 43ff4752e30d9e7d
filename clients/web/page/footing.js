/**
 * Where the keyboard stands. What it stands on may go with the next drawing, or become somebody
 * else's row; then it stands close by, and never at the top of the page.
 */

export class Footing {
  /** What the last drawing asked back. */
  #asked = "";
  /** @type {Element | null} */
  #stood = null;
  /** @type {string | undefined} */
  #of = "";
  /** @type {HTMLElement[]} */
  #around = [];

  /** Before a drawing: where the person stands. */
  look() {
    this.#stood = document.activeElement;
    this.#of = owner(this.#stood);
    this.#around = placesAround(this.#stood);
  }

  /** After it: where what they pressed leads, or close by where it is gone. @param {{focusing: string, asking: string}} visit */
  follow(visit) {
    const wanted = visit.focusing && document.querySelector(visit.focusing);
    const isGone = isNowhere(document.activeElement) || owner(this.#stood) !== this.#of;
    if (wanted && isHere()) stand(wanted);
    else if (this.#around.length && isGone) [opener(this.#asked), ...closeBy(this.#around)].some(stand);
    visit.focusing = "";
    this.#asked = visit.asking;
  }
}

/**
 * Whether the keyboard is this page's to place: in a frame it may be in use around it, where somebody
 * holds the key by which they speak.
 */
const isHere = () => window === top || document.hasFocus();

/**
 * A button that cannot be pressed any more keeps the keyboard until the browser draws, and loses it
 * then without a word.
 * @param {Element | null} one
 */
const isNowhere = (one) => one === document.body || !!one?.matches(":disabled");

/** Whose row it is: rows are used again for whoever moves up. @param {Element | null} one */
const owner = (one) => /** @type {HTMLElement | null} */ (one?.closest("[data-of]"))?.dataset.of;

/** @param {Element | null} one @returns {HTMLElement[]} from the nearest on; none outside the page */
function placesAround(one) {
  const found = [];
  const first = one === document.body ? null : one?.parentElement;
  for (let at = first; at && at !== document.body; at = at.parentElement) found.push(at);
  return found;
}

/** What asked, and asks no longer. @param {string} asked */
const opener = (asked) => (asked ? document.querySelector(`[data-asks="${CSS.escape(asked)}"]`) : null);

/**
 * The places that keep the keyboard, the nearest first, each by what it names in it in that order and
 * then by itself, and at last the page's heading. None may name what cannot be taken back, for who
 * presses once more does not look first.
 * @param {HTMLElement[]} around
 */
function closeBy(around) {
  const places = around.filter((one) => one.isConnected && one.dataset.keeps !== undefined);
  return [...places.flatMap((one) => [...named(one), one]), document.querySelector("#page h1")];
}

/** @param {HTMLElement} place @returns {(Element | null)[]} */
const named = (place) => (place.dataset.keeps ? place.dataset.keeps.split(",").map((one) => place.querySelector(one)) : []);

/** Whether it could be stood on; the page stays where it is scrolled to. @param {Element | null} one */
function stand(one) {
  const place = /** @type {HTMLElement | null} */ (one);
  if (place && !place.matches("button, input, select, summary, a")) place.tabIndex = -1;
  place?.focus({ preventScroll: true });
  return document.activeElement === place && !isNowhere(place);
}
