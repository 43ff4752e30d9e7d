/** The clock, as much of it as this person sees. Past the time there is no alarm. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { left } from "../wire/clock.js";
import { isWanted, reached, want } from "../page/said_time.js";
import { part } from "./part.js";
import { atTime } from "./times.js";
import { named, say } from "../words/words.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/** @param {Visit} visit */
export function clock(visit) {
  const { clock: seen } = visit.sections;
  if (!seen) return nothing;
  return html`
    <div class="clock">
      <p aria-live="off">${telling(visit)}</p>
      ${reached(visit.sections, visit.now()) ? saying(visit) : nothing}
    </div>
  `;
}

/** For a screen reader: the time when the person asks, and now and then if they want it. @param {Visit} visit */
function saying(visit) {
  const turn = () => {
    want(!isWanted());
    visit.tell(isWanted() ? inWords(visit) : "");
  };
  return html`
    <button class="plain unseen" @click=${() => visit.tell(inWords(visit))}>${say("clock.say")}</button>
    <button class="plain unseen" aria-pressed=${isWanted() ? "true" : "false"} @click=${turn}>${say("clock.now_and_then")}</button>
  `;
}

/** As much of the time as this person sees, to be heard. @param {Visit} visit */
export function inWords(visit) {
  const { clock: seen, phase } = visit.sections;
  const rest = left(seen, visit.now());
  if (rest === null) return [named("phase", phase.phase), part(seen)].filter(Boolean).join(": ");
  return sayLeft(Math.abs(rest) < AT_ZERO ? 0 : rest);
}

/** Milliseconds around zero in which the time is just over. */
const AT_ZERO = 1_500;

/** As much of the time as may be seen. @param {{sections: Visit["sections"], now: () => number}} visit */
export function telling(visit) {
  const { clock: seen } = visit.sections;
  if (seen.paused) return say("clock.paused");
  const rest = left(seen, visit.now());
  if (rest !== null) return sayLeft(rest);
  if (seen.band !== undefined && seen.band !== null) return bands(seen);
  return seen.planned_end && visit.sections.phase.phase !== "corridor" ? say("clock.ends", { time: atTime(seen.planned_end) }) : nothing;
}

/** @param {any} seen */
function bands(seen) {
  return html`
    <span class="bands" aria-hidden="true">
      ${Array.from({ length: seen.bands }, (_, n) => html`<span class="band ${n <= seen.band ? "gone" : ""}"></span>`)}
    </span>
    <span>${part(seen)}</span>
    ${seen.planned_end ? html`<span class="ends">${say("clock.ends", { time: atTime(seen.planned_end) })}</span>` : nothing}
  `;
}

/** @param {number} rest milliseconds */
export function sayLeft(rest) {
  const words = digits(Math.abs(rest));
  return rest < 0 ? say("clock.past", { time: words }) : say("clock.left", { time: words });
}

/**
 * Minutes and seconds; hours are minutes too, as leaders count.
 * @param {number} ms
 */
export function digits(ms) {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
