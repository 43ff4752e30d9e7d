/** Which microphone, camera and loudspeaker, and what to do where there is none to be had. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../words/words.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */
/** @typedef {import("../../call/call.js").Call} Call */
/** @typedef {import("../../words/words.js").Key} Key */

/** @param {Visit} visit */
export function choices(visit) {
  const { call } = visit.calling;
  if (!call) return nothing;
  const { devices, sounds } = call;
  return html`
    ${choice("call.microphone", named(call, "audioinput"), devices.chosen.audio, (id) => call.choose("audio", id))}
    ${call.isSoundOnly ? nothing : choice("call.camera", named(call, "videoinput"), devices.chosen.video, (id) => call.choose("video", id))}
    ${"setSinkId" in HTMLMediaElement.prototype ? choice("call.speaker", named(call, "audiooutput"), sounds.speaker, (id) => sounds.through(id)) : nothing}
    <label class="choice"><input type="checkbox" .checked=${call.isSoundOnly} @change=${(/** @type {Event} */ event) => call.soundOnly(/** @type {HTMLInputElement} */ (event.target).checked)}> ${say("call.sound_only")}</label>
  `;
}

/** @param {Call} call @param {MediaDeviceKind} kind */
const named = (call, kind) => call.devices.all.filter((one) => one.kind === kind);

/**
 * Nothing where there is nothing to choose.
 * @param {Key} words
 * @param {MediaDeviceInfo[]} devices
 * @param {string | undefined} chosen
 * @param {(id: string) => unknown} choose
 */
function choice(words, devices, chosen, choose) {
  if (devices.length < 2) return nothing;
  const pick = (/** @type {Event} */ event) => choose(/** @type {HTMLSelectElement} */ (event.target).value);
  return html`
    <label>${say(words)}
      <select @change=${pick}>${devices.map((one) => html`<option value=${one.deviceId} ?selected=${one.deviceId === chosen}>${one.label}</option>`)}</select>
    </label>
  `;
}

/** What to do, where a device cannot be had. @param {Call} call */
export function troubles({ devices }) {
  const all = Object.entries(devices.troubles).map(([kind, trouble]) => TROUBLES[/** @type {"audio" | "video"} */ (kind)][trouble]);
  return all.length ? html`<p class="notice" role="status">${all.map((one) => html`<span>${say(one)} </span>`)}</p>` : nothing;
}

/** @type {Record<"audio" | "video", Record<import("../../call/devices.js").Trouble, Key>>} */
const TROUBLES = {
  audio: { denied: "call.microphone_denied", none: "call.microphone_none", busy: "call.microphone_busy", insecure: "call.insecure" },
  video: { denied: "call.camera_denied", none: "call.camera_none", busy: "call.camera_busy", insecure: "call.insecure" },
};
