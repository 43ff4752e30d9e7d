/**
 * One's own microphone and camera, always in reach: what each is, and what a press does. They stand in
 * one row, and what is seldom changed is folded over it, so that on a small page the circle stays seen.
 */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../words/words.js";
import { choices, troubles } from "./choices.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */
/** @typedef {import("../../words/words.js").Key} Key */

/** @param {Visit} visit */
export function keys(visit) {
  const { call } = visit.calling;
  if (!call || !visit.calling.hasKeys) return nothing;
  return html`
    <section class="calling" data-keeps aria-label=${say("call.keys")}>
      <p class="hint" role="status">${status(visit)}</p>
      ${call.line.state === "stopped" ? again(visit) : html`
        ${call.sounds.isBlocked ? html`<div class="pair"><button class="first" @click=${() => call.sounds.hear()}>${say("call.hear")}</button></div>` : nothing}
        ${troubles(call)}
        <div class="pair">
          ${microphone(visit)} ${call.isSoundOnly ? pictures(call) : camera(visit)}
          <details><summary>${lengths("call.devices", "call.devices_short")}</summary><div class="over"><div class="choices">${choices(visit)}</div></div></details>
        </div>`}
    </section>
  `;
}

/** What keeps them from being heard, where anything does. @param {Visit} visit */
function status({ calling: { call } }) {
  const { state, reason } = call?.line ?? {};
  if (state === "joining") return say("call.joining");
  if (state === "waiting") return say("call.waiting");
  if (state === "stopped") return say(reason === "replaced" ? "call.replaced" : "call.stopped");
  if (call?.sounds.isBlocked) return say("call.blocked");
  return call?.spared ? say(LINE[call.spared]) : nothing;
}

/** What is said of a line that has cost the pictures. @type {Record<import("../../call/carrying.js").Is, Key>} */
const LINE = { bad: "call.line_bad", good: "call.line_good" };

/** @param {Visit} visit */
const again = (visit) => html`<div class="pair"><button @click=${() => visit.calling.join([])}>${say("call.join")}</button></div>`;

/** @param {Visit} visit */
function microphone({ calling: { call } }) {
  const shown = call?.own.microphone.shown ?? "closed";
  return key(call, "microphone", shown, () => call?.press("microphone"));
}

/** @param {Visit} visit */
function camera(visit) {
  const { call } = visit.calling;
  const own = call?.own.camera;
  return key(call, "camera", own?.shown ?? "closed", () => visit.calling.camera(!own?.isOpen));
}

/** One tap back, whoever has taken the pictures away; where the line is good again it is offered. @param {import("../../call/call.js").Call} call */
function pictures(call) {
  return html`<button class="key ${call.spared === "good" ? "first" : ""}" data-pictures @click=${() => call.soundOnly(false)}>${say("call.sounding")} <small>${say("call.pictures")}</small></button>`;
}

/**
 * In full, and as short as a telephone is narrow.
 * @param {Key} words
 * @param {Key} few
 */
const lengths = (words, few) => html`<span class="ample">${say(words)}</span><span class="brief">${say(few)}</span>`;

/**
 * A press does nothing while the call is not reached; the key stays where the keyboard stands.
 * @param {import("../../call/call.js").Call | null} call
 * @param {import("../../call/call.js").Own} own
 * @param {import("../../call/shutter.js").Is} is
 * @param {() => void} press
 */
function key(call, own, is, press) {
  const does = DOES[own][is];
  return html`<button class="key ${is}" data-own=${own} aria-disabled=${!call?.line.isLive} aria-pressed=${is === "open"} @click=${press}>${lengths(IS[own][is], BRIEFLY[own][is])} ${does ? html`<small>${say(does)}</small>` : nothing}</button>`;
}

/** @type {Record<import("../../call/call.js").Own, Record<import("../../call/shutter.js").Is, Key>>} */
const IS = {
  microphone: { open: "call.microphone_open", closed: "call.microphone_closed", locked: "call.microphone_locked" },
  camera: { open: "call.camera_open", closed: "call.camera_closed", locked: "call.camera_closed" },
};
/** @type {typeof IS} */
const BRIEFLY = {
  microphone: { open: "call.microphone_open_short", closed: "call.microphone_closed_short", locked: "call.microphone_locked_short" },
  camera: { open: "call.camera_open_short", closed: "call.camera_closed_short", locked: "call.camera_closed_short" },
};
/** Whoever sits back has their way in above; a press on what is locked asks them the same. @type {Record<import("../../call/call.js").Own, Partial<Record<import("../../call/shutter.js").Is, Key>>>} */
const DOES = {
  microphone: { open: "call.close", closed: "call.open" },
  camera: { open: "call.turn_off", closed: "call.turn_on", locked: "call.turn_on" },
};
