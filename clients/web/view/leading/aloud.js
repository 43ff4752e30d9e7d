/** What somebody said aloud, entered by a leader: beside the call, at the door, or for want of a hand. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { say } from "../../words/words.js";

/** @typedef {import("../../page/visit.js").Visit} Visit */

/**
 * One act, entered for whom it is.
 * @param {Visit} visit
 * @param {any} one
 * @param {string} type
 * @param {string} words
 * @param {Record<string, any>} [fields]
 */
function act(visit, one, type, words, fields = {}) {
  return html`<button @click=${() => visit.press(type, { said_by: one.person, ...fields })}>${words}</button>`;
}

/** Beside the call it is how things are done; for who has the page it is folded away. @param {any} one @param {unknown[]} acts */
function folded(one, acts) {
  if (one.by_name || !acts.length) return acts;
  return html`<details class="aloud"><summary>${say("lead.aloud")}</summary>${acts}</details>`;
}

/** What the presenter may say. @param {Visit} visit @param {any} one */
export function ofPresenter(visit, one) {
  const { phase } = visit.sections;
  const { chair, declined } = one.push_back;
  const { name } = one;
  const acts = [];
  if (phase.phase === "close") return nothing;
  if (chair === "offered" || chair === "staying") acts.push(act(visit, one, "sit_back", say("lead.aloud_sit", { name }), { camera: true }));
  if (chair === "offered") acts.push(act(visit, one, "stay", say("lead.aloud_stay", { name })));
  if (chair === "sitting_back") {
    const camera = say(one.camera_off ? "lead.aloud_camera_on" : "lead.aloud_camera_off", { name });
    acts.push(act(visit, one, "come_back_in", say("lead.aloud_come", { name })), act(visit, one, "choose_camera", camera, { on: one.camera_off }));
    if (phase.phase === "rejoin" && !declined) acts.push(act(visit, one, "keep_listening", say("lead.aloud_keep", { name })));
  }
  return folded(one, acts);
}

/** What anybody in the circle may say; who has the page rarely says it aloud. @param {Visit} visit @param {any} one */
export function ofSeat(visit, one) {
  const { phase, signals } = visit.sections;
  const could = signals?.volunteers?.includes(one.person);
  const isAsked = phase.phase === "select" && one.role !== "observer";
  const acts = [];
  if (isAsked) acts.push(act(visit, one, could ? "no_longer_volunteer" : "volunteer", say(could ? "own.could_not" : "own.could")));
  if (one.by_name && !hasAgreed(one)) acts.push(agreeing(visit, one));
  acts.push(act(visit, one, "leave", say("lead.has_to_go")));
  return folded(one, acts);
}

/** Beside the call: both were said aloud. @param {any} one */
export const hasAgreed = (one) => one.agreed && one.attested;

/** The agreement and the line about privacy. @param {Visit} visit @param {any} one */
export function agreeing(visit, one) {
  const said_by = one.person;
  const press = async () => {
    const answer = await visit.press("agree", { version: visit.sections.room.agreement.version, said_by });
    // What was refused stays to be read: the next press would take it away.
    if (answer?.t === "done") await visit.press("attest", { said_by });
  };
  return html`<button @click=${press}>${say("lead.aloud_agree")}</button>`;
}
