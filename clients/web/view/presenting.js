/** The presenter's own choices: sit back or stay, camera, and the way back in, always in reach. */

import { isComingBack } from "../page/coming_back.js";
import { reminderOf } from "../page/reminder.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { say } from "../words/words.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/** @param {Visit} visit */
export function presenting(visit) {
  const { you, sections: { phase, room } } = visit;
  if (!visit.actsAs("presenter")) return nothing;
  if (you.chair === "sitting_back") return sittingBack(visit);
  if (you.chair === "offered") return offered(visit);
  if (you.chair === "staying" && phase.phase !== "close") return staying(visit);
  if (you.chair === "ended" && mayBeClosed(visit)) return html`<div class="presenting"><p class="hint">${say("back.still")}</p></div>`;
  return room.push_back && BEFORE.includes(phase.phase) ? html`<div class="presenting">${camera(visit, "back.camera_later")}</div>` : nothing;
}

/** Where there is time to say how one would be seen. */
const BEFORE = ["present", "clarify"];

/** Who stayed may think otherwise. @param {Visit} visit */
function staying(visit) {
  return html`
    <div class="presenting">
      ${camera(visit, "back.camera_later")}
      <div class="pair"><button class="small" @click=${() => visit.press("sit_back")}>${say("back.sit")}</button></div>
    </div>
  `;
}

/**
 * The choice stands as the server has it, also where a press was refused.
 * @param {Visit} visit
 * @param {import("../words/words.js").Key} words
 */
function camera(visit, words) {
  const choose = async (/** @type {Event} */ event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    await visit.press("choose_camera", { on: box.checked });
    box.checked = isSeen(visit);
  };
  return html`<label class="choice hint"><input type="checkbox" .checked=${isSeen(visit)} @change=${choose}> ${say(words)}</label>`;
}

/** @param {Visit} visit */
const isSeen = (visit) => visit.you.camera !== false;

/** @param {Visit} visit */
function offered(visit) {
  const unseen = () => {
    const box = /** @type {HTMLInputElement | null} */ (document.getElementById("camera"));
    return visit.press("sit_back", { camera: box?.checked ?? true });
  };
  return html`
    <div class="presenting">
      <label class="choice"><input type="checkbox" id="camera" .checked=${isSeen(visit)}> ${say("back.camera")}</label>
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
  if (isComingBack(visit)) return html`<div class="presenting"><p class="hint">${microphone(visit)}</p></div>`;
  return html`
    <div class="presenting">
      <p class="hint">${microphone(visit)}</p>
      ${visit.calling.hasKeys ? nothing : camera(visit, "back.camera")}
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

/** Whether a release is not known to have arrived in the call. @param {Visit} visit */
const mayBeClosed = ({ sections: { enforcement } }) => enforcement?.locks === "failed";

/** Never more than was verified: where the call has closed it, it is closed until the call says otherwise. @param {Visit} visit */
function microphone(visit) {
  const { floor, enforcement } = visit.sections;
  const own = floor?.seats[visit.you.person]?.floor;
  const isFree = own !== "locked" || enforcement?.opened.includes(visit.you.person);
  if (isFree) return say(mayBeClosed(visit) ? "back.still" : "back.opened");
  if (enforcement?.locks === "enforced") return say("back.closed");
  const reminder = isComingBack(visit) ? null : reminderOf(visit);
  if (reminder && visit.now() < reminder.until) return html`<strong>${say("back.reminded")}</strong>`;
  if (isComingBack(visit)) return say("back.opened");
  return enforcement?.locks === "failed" ? say("back.failed") : say("back.mute");
}
