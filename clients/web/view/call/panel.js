/** "How you are heard": a look at microphone and camera before joining the call. Nothing of it is sent. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../words/words.js";
import { choices, troubles } from "./choices.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */
/** @typedef {import("../../call/call.js").Own} Own */

/** @param {Visit} visit */
export function panel(visit) {
  const { loaded, hasJoined } = visit.calling;
  if (!loaded || hasJoined) return nothing;
  const { call, level } = loaded;
  const { audio, video } = call.devices.tracks;
  level.follow(audio ?? null);
  return html`
    <section class="hearing" data-keeps aria-labelledby="heard">
      <h2 id="heard">${say("call.title")}</h2>
      <p class="hint">${say("call.local")}</p>
      ${audio ? html`<label>${say("call.level")} <meter min="0" max="1" .value=${level.value}></meter></label>`
        : html`<div class="pair"><button @click=${() => call.devices.open("audio")}>${say("call.try")}</button></div>`}
      <div class="choices">
        ${audio || video ? choices(visit) : nothing}
        ${ticked("microphone", "call.with_microphone", () => call.devices.open("audio"))}
        ${call.isSoundOnly ? nothing : ticked("camera", "call.with_camera", (isOn) => (isOn ? call.devices.open("video") : call.devices.close("video")))}
      </div>
      ${troubles(call)}
      <button class="first" @click=${() => visit.calling.join(wished())}>${say("call.join")}</button>
    </section>
  `;
}

/**
 * @param {Own} own
 * @param {import("../../words/words.js").Key} words
 * @param {(isOn: boolean) => unknown} choose
 */
function ticked(own, words, choose) {
  const change = (/** @type {Event} */ event) => choose(/** @type {HTMLInputElement} */ (event.target).checked);
  return html`<label class="choice"><input type="checkbox" data-wished=${own} @change=${change}> ${say(words)}</label>`;
}

/** What shall be open from the first. @returns {Own[]} */
const wished = () => /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("[data-wished]:checked")]).map((one) => /** @type {Own} */ (one.dataset.wished));
