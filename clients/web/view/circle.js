/** The circle: the same seats in the same order on every screen. */

import { html, nothing, svg } from "../vendor/lit-html/lit-html.js";
import { chairSize, INNER, MOST, OUTER, place, PUSHED_BACK, SIZE, SIZE_WITH_OUTER } from "./geometry.js";
import { named, say } from "../words/words.js";

/** @typedef {import("../page/visit.js").Visit} Visit */
/** @typedef {Record<string, any>} Seat */

/** @param {Visit} visit */
export function circle(visit) {
  const seats = visit.sections.circle?.seats ?? [];
  const observing = seats.filter((/** @type {Seat} */ one) => one.role === "observer");
  const sitting = seats.filter((/** @type {Seat} */ one) => one.role !== "observer");
  const inner = sitting.filter((/** @type {Seat} */ one) => one.ring === "inner");
  const outer = sitting.filter((/** @type {Seat} */ one) => one.ring === "outer");
  const shown = inner.slice(0, MOST);
  const size = outer.length ? SIZE_WITH_OUTER : SIZE;
  return html`
    <figure class="circle">
      <svg viewBox="${-size / 2} ${-size / 2} ${size} ${size}" role="list" aria-label=${say("circle.label", { count: sitting.length })}>
        <circle class="rug" r=${INNER}></circle>
        ${shown.map((/** @type {Seat} */ one, /** @type {number} */ n) => chair(visit, one, n, shown.length, INNER))}
        ${outer.map((/** @type {Seat} */ one, /** @type {number} */ n) => chair(visit, one, n + 0.5, outer.length, OUTER))}
      </svg>
      <figcaption>
        ${inner.length > MOST ? html`<span>${say("circle.more", { count: inner.length - MOST })}</span>` : nothing}
        ${observing.length ? html`<span>${say("circle.observers", { names: observing.map((/** @type {Seat} */ one) => one.name).join(", ") })}</span>` : nothing}
      </figcaption>
    </figure>
  `;
}

/**
 * @param {Visit} visit
 * @param {Seat} one
 * @param {number} n
 * @param {number} count
 * @param {number} radius
 */
function chair(visit, one, n, count, radius) {
  const size = radius === OUTER ? 15 : chairSize(count);
  const { x, y } = place(n, count, one.sits_back ? PUSHED_BACK : radius);
  const presence = visit.sections.presence?.people?.[one.person] ?? "here";
  const is = marks(visit, one, presence);
  return svg`
    <g class="chair ${is.join(" ")}" transform="translate(${x} ${y})" role="listitem" aria-label=${spoken(visit, one, presence)}>
      <title>${spoken(visit, one, presence)}</title>
      ${one.presents ? svg`<circle class="halo" r=${size + 5}></circle>` : nothing}
      <circle class="seat" r=${size}></circle>
      ${one.role === "leader" ? svg`<circle class="lead" r="3" cy=${-size}></circle>` : nothing}
      <text class="initial" dy="0.35em">${initial(one.name)}</text>
      <text class="name" y=${size + under(one)}>${short(one.name, count > 9 ? 8 : 11)}</text>
      ${state(visit, one, presence, size)}
    </g>
  `;
}

/**
 * @param {Visit} visit
 * @param {Seat} one
 * @param {string} presence
 * @returns {string[]}
 */
function marks(visit, one, presence) {
  return [
    one.person === visit.you?.person ? "own" : "",
    one.presents ? "presents" : "",
    one.sits_back ? "back" : "",
    presence === "not_connected" || one.gone ? "lost" : "",
    presence === "away" ? "away" : "",
    one.camera_off ? "unseen-by-choice" : "",
  ].filter(Boolean);
}

/**
 * One short line under the name, so that no state is told by colour alone.
 * @param {Visit} visit
 * @param {Seat} one
 * @param {string} presence
 * @param {number} size
 */
function state(visit, one, presence, size) {
  const words = told(visit, one, presence);
  const y = size + under(one) + 14;
  return svg`
    ${words ? svg`<text class="state" y=${y}>${words}</text>` : nothing}
    ${one.camera_off ? svg`<text class="state" y=${y + 13}>${say("seat.unseen")}</text>` : nothing}
  `;
}

/**
 * @param {Visit} visit
 * @param {Seat} one
 * @param {string} presence
 */
function told(visit, one, presence) {
  const { signals } = visit.sections;
  if (presence === "not_connected" || one.gone) return say("presence.not_connected");
  if (presence === "away") return say("presence.away");
  if (one.sits_back) return say("seat.listening");
  if (one.presents) return say("seat.presents");
  if (signals?.volunteers?.includes(one.person)) return say("seat.volunteers");
  return signals?.wants_in?.includes(one.person) ? say("seat.wants_in") : "";
}

/**
 * @param {Visit} visit
 * @param {Seat} one
 * @param {string} presence
 */
function spoken(visit, one, presence) {
  const words = [
    one.name,
    one.person === visit.you?.person ? say("seat.you") : "",
    one.role === "leader" ? say("seat.leader") : "",
    one.presents && one.sits_back ? say("seat.presents") : "",
    one.camera_off ? say("seat.camera_off") : told(visit, one, presence),
    presence === "seated" ? named("presence", presence) : "",
  ];
  return words.filter(Boolean).join(", ");
}

/** How far below the chair its name stands; the presenter's has a halo. @param {Seat} one */
const under = (one) => (one.presents ? 20 : 15);

/** @param {string} name */
const initial = (name) => [...name][0] ?? "";

/**
 * @param {string} name
 * @param {number} most characters
 */
const short = (name, most) => ([...name].length > most ? `${[...name].slice(0, most - 1).join("")}…` : name);
