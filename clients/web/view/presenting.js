/** The presenter's own choices: sit back or stay, camera, and the way back in, always in reach. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { say } from "../words/words.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/** @param {Visit} visit */
export function presenting(visit) {
  const { you } = visit;
  if (!visit.actsAs("presenter")) return nothing;
  if (you.chair === "sitting_back") return sittingBack(visit);
  if (you.chair === "offered") return offered(visit);
  if (you.chair === "staying" && visit.sections.phase.phase !== "close") return staying(visit);
  return nothing;
}

/** Who stayed may think otherwise. @param {Visit} visit */
function staying(visit) {
  return html`<div class="pair"><button class="small" @click=${() => visit.press("sit_back")}>${say("back.sit")}</button></div>`;
}

/** @param {Visit} visit */
function offered(visit) {
  const unseen = () => {
    const box = /** @type {HTMLInputElement | null} */ (document.getElementById("camera"));
    return visit.press("sit_back", { camera: box?.checked ?? true });
  };
  return html`
    <div class="presenting">
      <label class="choice"><input type="checkbox" id="camera" .checked=${visit.you.camera !== false}> ${say("back.camera")}</label>
      <div class="pair">
        <button class="first" @click=${unseen}>${say("back.sit")}</button>
        <button @click=${() => visit.press("stay")}>${say("back.stay")}</button>
      </div>
    </div>
  `;
}

/** @param {Visit} visit */
function sittingBack(visit) {
  const { phase } = visit.sections;
  const asked = phase.phase === "rejoin" && !visit.you.declined;
  const choose = (/** @type {Event} */ event) =>
    visit.press("choose_camera", { on: /** @type {HTMLInputElement} */ (event.target).checked });
  return html`
    <div class="presenting">
      <p class="hint">${microphone(visit)}</p>
      <label class="choice"><input type="checkbox" .checked=${visit.you.camera !== false} @change=${choose}> ${say("back.camera")}</label>
      ${visit.asking === "come_back_in" ? sure(visit) : html`
        <div class="pair">
          <button class=${asked ? "first" : ""} data-asks="come_back_in" @click=${() => visit.ask("come_back_in")}>${say("back.come")}</button>
          ${asked ? html`<button @click=${() => visit.press("keep_listening")}>${say("back.keep")}</button>` : nothing}
        </div>`}
    </div>
  `;
}

/** @param {Visit} visit */
function sure(visit) {
  return html`
    <div class="pair" data-asked role="group" aria-label=${say("back.come_sure")}>
      <button class="first" @click=${() => visit.press("come_back_in")}>${say("back.come_yes")}</button>
      <button class="plain" @click=${() => visit.ask("")}>${say("back.keep")}</button>
    </div>
  `;
}

/** Never more than was verified. @param {Visit} visit */
function microphone(visit) {
  const { floor, enforcement } = visit.sections;
  const own = floor?.seats[visit.you.person]?.floor;
  if (own !== "locked" || enforcement?.opened.includes(visit.you.person)) return say("back.opened");
  if (enforcement?.locks === "enforced") return say("back.closed");
  return enforcement?.locks === "failed" ? say("back.failed") : say("back.mute");
}
