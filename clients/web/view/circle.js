/** The circle: the same seats in the same order on every screen. */

import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { html, nothing, svg } from "../vendor/lit-html/lit-html.js";
import { beside, CHAIR, chairSize, drawn, FACE, INNER, letters, MOST, OUTER, place, PUSHED_BACK, ROOMY, SIZE, SIZE_WITH_FACES, SIZE_WITH_OUTER } from "./geometry.js";
import { initial, short } from "./signs.js";
import { listed, say } from "../words/words.js";

/** @typedef {import("../page/visit.js").Visit} Visit */
/** @typedef {Record<string, any>} Seat */
/** @typedef {"roomy" | "full" | "rings"} Kind how the circle is drawn, by how many there are */
/** @typedef {{radius: number, count: number, size: number, kind: Kind}} Ring */

/** Widths of a name's character on a phone and on a wide page, in the drawing's units. */
const NARROW = { roomy: 9.4, full: 8.6, rings: 11 };
const WIDE = { roomy: 6.2, full: 6.2, rings: 7.5 };

/** @param {Visit} visit */
export function circle(visit) {
  const seats = visit.sections.circle?.seats ?? [];
  const observing = seats.filter((/** @type {Seat} */ one) => one.role === "observer");
  const sitting = seats.filter((/** @type {Seat} */ one) => one.role !== "observer");
  const inner = sitting.filter((/** @type {Seat} */ one) => one.ring === "inner");
  const outer = sitting.filter((/** @type {Seat} */ one) => one.ring === "outer");
  const { isOurs, views } = visit.calling;
  const size = outer.length ? SIZE_WITH_OUTER : isOurs ? SIZE_WITH_FACES : SIZE;
  /** @type {Kind} */
  const kind = outer.length ? "rings" : inner.length <= ROOMY ? "roomy" : "full";
  const [shownInner, shownOuter] = [inner, outer].map((ring) => drawn(ring, (one) => one.presents));
  /** @type {{one: Seat, n: number, ring: Ring}[]} */
  const rings = [
    ...shownInner.map((one, n) => ({ one, n, ring: { radius: INNER, count: shownInner.length, size: chairSize(shownInner.length, isOurs ? FACE : CHAIR), kind } })),
    ...shownOuter.map((one, n) => ({ one, n: n + 0.5, ring: { radius: OUTER, count: shownOuter.length, size: 15, kind } })),
  ];
  const uncounted = sitting.length - shownInner.length - shownOuter.length;
  return html`
    <figure class="circle">
      <div class="chairs">
        <svg class="${kind} ${isOurs ? "faces" : ""}" viewBox="${-size / 2} ${-size / 2} ${size} ${size}" role="list" aria-label=${say("circle.label", { count: sitting.length })}>
          <circle class="rug" r=${INNER}></circle>
          ${repeat(rings, whose, ({ one, n, ring }) => chair(visit, one, n, ring))}
        </svg>
        ${views ? repeat(rings, whose, ({ one, n, ring }) => views.face(visit, one, at(one, n, ring), ring.size, size)) : nothing}
      </div>
      <figcaption>
        ${uncounted ? html`<span>${say("circle.more", { count: uncounted })}</span>` : nothing}
        ${kind === "roomy" ? nothing : sitting.map((/** @type {Seat} */ one) => aside(visit, one))}
        ${observing.length ? html`<span>${say("circle.observers", { names: watching(observing) })}</span>` : nothing}
      </figcaption>
    </figure>
  `;
}

/** At the edge everybody is named, up to as many as a circle holds. @param {Seat[]} observing */
function watching(observing) {
  const names = listed(observing.slice(0, MOST).map((one) => one.name));
  return observing.length > MOST ? `${names} ${say("circle.more", { count: observing.length - MOST })}` : names;
}

/**
 * What there is no place for beside the chair. A screen reader has it with the chair.
 * @param {Visit} visit
 * @param {Seat} one
 */
function aside(visit, one) {
  const words = told(visit, one);
  return words && !isWritten(visit, one, "full") ? html`<span aria-hidden="true">${listed([one.name, words])}</span>` : nothing;
}

/**
 * A chair is one picture with one name; what is drawn and written in it is for the eyes.
 * @param {Visit} visit
 * @param {Seat} one
 * @param {number} n
 * @param {Ring} ring
 */
function chair(visit, one, n, ring) {
  const { size } = ring;
  const here = at(one, n, ring);
  return svg`
    <g role="listitem">
      <g class="chair ${marks(visit, one).join(" ")}" transform="translate(${here.x} ${here.y})" role="img" aria-label=${spoken(visit, one)}>
        <g aria-hidden="true">
          <title>${one.name}</title>
          ${one.presents ? svg`<circle class="halo" r=${size + HALO}></circle>` : nothing}
          <circle class="seat" r=${size}></circle>
          ${one.role === "leader" ? svg`<circle class="lead" r="3" cy=${-size}></circle>` : nothing}
          <text class="initial" dy="0.35em">${initial(one.name)}</text>
          ${written(visit, one, here, ring)}
        </g>
      </g>
    </g>
  `;
}

/** @type {(drawn: {one: Seat}) => string} */
const whose = ({ one }) => one.person;

/** @type {(one: Seat, n: number, ring: Ring) => import("./geometry.js").Place} */
const at = (one, n, ring) => place(n, ring.count, one.sits_back ? PUSHED_BACK : ring.radius);

/** How far the presenter's halo and a leader's mark stand out from the chair. */
const HALO = 5;
const MARK = 2;

/**
 * The name, and one short line or two with it, so that no state is told by colour alone.
 * @param {Visit} visit
 * @param {Seat} one
 * @param {import("./geometry.js").Place} here
 * @param {Ring} ring
 */
function written(visit, one, here, { size, radius, count, kind }) {
  const is = { isBack: one.sits_back, isOuter: radius === OUTER, hasOuter: kind === "rings" };
  const { x, y, isAbove } = beside(here, size + (one.presents ? HALO : one.role === "leader" ? MARK : 0), is);
  const lines = isWritten(visit, one, kind) ? [told(visit, one), ...unseen(visit, one)].filter(Boolean) : [];
  const row = `${isAbove ? -0.2 - LINE * lines.length : 0.9}em`;
  const [ample, brief] = [WIDE, NARROW].map((wide) => short(one.name, letters(count, radius, wide[kind])));
  return svg`
    <g transform="translate(${x} ${y})">
      <text class="name ${ample === brief ? "" : "ample"}" y=${row}>${ample}</text>
      ${ample === brief ? nothing : svg`<text class="name brief" y=${row}>${brief}</text>`}
      ${lines.map((line, i) => svg`<text class="state" y="${isAbove ? -0.2 - LINE * (lines.length - 1 - i) : 2.35 + LINE * i}em">${line}</text>`)}
    </g>
  `;
}

/**
 * Whether there is room beside the chair for more than the name; the presenter's moves away from the others.
 * @param {Visit} visit
 * @param {Seat} one
 * @param {Kind} kind
 */
const isWritten = (visit, one, kind) => kind === "roomy" || (one.presents && !isLost(visit, one));

/**
 * @param {Visit} visit
 * @param {Seat} one
 */
const unseen = (visit, one) => (one.camera_off && !isLost(visit, one) ? halves(say("seat.unseen")) : []);

/** From line to line, in the letters' own size. */
const LINE = 1.25;

/**
 * @param {Visit} visit
 * @param {Seat} one
 * @returns {string}
 */
const presenceOf = (visit, one) => visit.sections.presence?.people?.[one.person] ?? "here";

/**
 * @param {Visit} visit
 * @param {Seat} one
 */
const isLost = (visit, one) => one.gone || presenceOf(visit, one) === "not_connected";

/**
 * @param {Visit} visit
 * @param {Seat} one
 * @returns {string[]}
 */
function marks(visit, one) {
  return [
    one.person === visit.you?.person ? "own" : "",
    one.presents ? "presents" : "",
    one.sits_back ? "back" : "",
    isLost(visit, one) ? "lost" : "",
    presenceOf(visit, one) === "away" ? "away" : "",
    one.camera_off ? "unseen-by-choice" : "",
  ].filter(Boolean);
}

/**
 * @param {Visit} visit
 * @param {Seat} one
 */
function told(visit, one) {
  const { signals } = visit.sections;
  if (isLost(visit, one)) return say("presence.not_connected");
  if (presenceOf(visit, one) === "away") return say("presence.away");
  if (one.sits_back) return say("seat.listening");
  if (one.presents) return say("seat.presents");
  if (signals?.volunteers?.includes(one.person)) return say("seat.volunteers");
  return signals?.wants_in?.includes(one.person) ? say("seat.wants_in") : "";
}

/**
 * The chair's one name: who sits there, and all that is to be seen of them.
 * @param {Visit} visit
 * @param {Seat} one
 */
function spoken(visit, one) {
  const words = [
    one.name,
    one.person === visit.you?.person ? say("seat.you") : "",
    one.role === "leader" ? say("seat.leader") : "",
    one.presents && (one.sits_back || isLost(visit, one)) ? say("seat.presents") : "",
    one.camera_off && !isLost(visit, one) ? say("seat.camera_off") : told(visit, one),
    presenceOf(visit, one) === "seated" ? say("presence.seated") : "",
  ];
  return words.filter(Boolean).join(", ");
}

/** Words in two lines of about the same length. @param {string} words */
function halves(words) {
  const gaps = [...words.matchAll(/ /g)].map(({ index }) => index);
  if (!gaps.length) return [words];
  const middle = gaps.reduce((best, at) => (Math.abs(at - words.length / 2) < Math.abs(best - words.length / 2) ? at : best));
  return [words.slice(0, middle), words.slice(middle + 1)];
}
