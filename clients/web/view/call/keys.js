/** One's own microphone and camera, always in reach: what each is, and what a press does. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../words/words.js";
import { choices, troubles } from "./choices.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */
/** @typedef {import("../../words/words.js").Key} Key */

/** @param {Visit} visit */
export function keys(visit) {
  const { call } = visit.calling;
  if (!call || !visit.calling.hasJoined) return nothing;
  return html`
    <section class="calling" data-keeps aria-label=${say("call.keys")}>
      <p class="hint" role="status">${status(visit)}</p>
      ${call.line.state === "stopped" ? again(visit) : html`
        <div class="pair">
          ${microphone(visit)} ${call.isSoundOnly ? nothing : camera(visit)}
          ${call.sounds.isBlocked ? html`<button class="first" @click=${() => call.sounds.hear()}>${say("call.hear")}</button>` : nothing}
        </div>
        ${troubles(call)}
        <details><summary>${say("call.devices")}</summary><div class="choices">${choices(visit)}</div></details>`}
    </section>
  `;
}

/** What keeps them from being heard, where anything does. @param {Visit} visit */
function status({ calling: { call } }) {
  const { state, reason } = call?.line ?? {};
  if (state === "joining") return say("call.joining");
  if (state === "waiting") return say("call.waiting");
  if (state === "stopped") return say(reason === "replaced" ? "call.replaced" : "call.stopped");
  return call?.sounds.isBlocked ? say("call.blocked") : nothing;
}

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

/**
 * A press does nothing while the call is not reached; the key stays where the keyboard stands.
 * @param {import("../../call/call.js").Call | null} call
 * @param {import("../../call/call.js").Own} own
 * @param {import("../../call/shutter.js").Is} is
 * @param {() => void} press
 */
function key(call, own, is, press) {
  return html`<button class="key ${is}" data-own=${own} aria-disabled=${!call?.line.isLive} aria-pressed=${is === "open"} @click=${press}>${say(IS[own][is])} <small>${say(DOES[own][is])}</small></button>`;
}

/** @type {Record<import("../../call/call.js").Own, Record<import("../../call/shutter.js").Is, Key>>} */
const IS = {
  microphone: { open: "call.microphone_open", closed: "call.microphone_closed", locked: "call.microphone_locked" },
  camera: { open: "call.camera_open", closed: "call.camera_closed", locked: "call.camera_closed" },
};
/** @type {Record<import("../../call/call.js").Own, Record<import("../../call/shutter.js").Is, Key>>} */
const DOES = {
  microphone: { open: "call.close", closed: "call.open", locked: "back.come" },
  camera: { open: "call.turn_off", closed: "call.turn_on", locked: "call.turn_on" },
};
