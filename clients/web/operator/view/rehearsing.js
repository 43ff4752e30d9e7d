/** Trying it alone: the offer beside the form, and the page that the bots live in. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { asNumber } from "../../view/times.js";
import { named as phased, say as shared } from "../../words/words.js";
import { say } from "../../words/operator.js";

/** @typedef {import("../office.js").Office} Office */

/**
 * @param {Office} office
 * @param {{agreement: string, title: string}} form
 */
export function offering(office, form) {
  const { making, rehearsing } = office;
  const begin = () => {
    if (making.hasWrongMinutes) return office.complain(say("make.minutes_wrong"));
    const leader = making.names("leader")[0] ?? say("alone.you");
    const names = say("alone.bots").split(" ").map((name) => say("alone.bot", { name }));
    return rehearsing.begin({ ...form, leader, names });
  };
  return html`
    <button type="button" aria-disabled=${office.isBusy ? "true" : nothing} aria-describedby="alone-hint" @click=${begin}>${say("alone.go")}</button>
    <p class="hint" id="alone-hint">${say("alone.hint")}</p>
  `;
}

/** @param {Office} office */
export function rehearsing(office) {
  const { now, hasEnded } = office.rehearsing;
  if (hasEnded) return over(office, say("alone.ended"));
  return now?.hasBeenLeft ? over(office, say("alone.left")) : running(office);
}

/** @param {Office} office */
function running(office) {
  const { now } = office.rehearsing;
  return html`
    <h1>${say("alone.title")}</h1>
    <p class="alone-open"><a class="first" href=${now?.url ?? ""} target="_blank" rel="noopener noreferrer">${say("alone.open")}</a> <span class="hint">${say("alone.open_hint")}</span></p>
    ${company(office)}
    <section>
      <h2>${say("alone.try")}</h2>
      <ul class="tries">${tries(/** @type {import("../rehearsing.js").Rehearsal} */ (now)).map((words) => html`<li>${words}</li>`)}</ul>
    </section>
    <section>
      <p class="hint">${say("alone.speed")}</p>
      <button type="button" @click=${() => office.rehearsing.end()}>${say("alone.end")}</button>
    </section>
  `;
}

/** Said to a screen reader once all are there, not at each who comes. @param {Office} office */
function company({ rehearsing }) {
  const all = rehearsing.now?.bots.length ?? 0;
  const isFull = rehearsing.count === all;
  return html`
    <section>
      <div role="status">${isFull ? html`<p>${say("alone.all", { all: asNumber(all) })}</p>` : nothing}</div>
      ${isFull ? nothing : html`<p>${say("alone.count", { count: asNumber(rehearsing.count), all: asNumber(all) })}</p>`}
      <p class="hint">${say("alone.stay")}</p>
    </section>
  `;
}

/** What this plan lets one try, in words that stand on the leader's page. @param {import("../rehearsing.js").Rehearsal} now */
function tries({ plan }) {
  const hasCases = plan.steps.some((step) => step.case);
  return [
    ...(hasCases ? [say("alone.try_choose", { phase: phased("phase", "select") })] : []),
    ...(hasCases ? [say("alone.try_on", { phase: phased("phase", "discuss") })] : []),
    ...(hasCases && plan.push_back ? [say("alone.try_offer", { offer: shared("lead.offer") })] : []),
    say("alone.try_stop", { stop: shared("lead.stop"), undo: shared("lead.undo_to", { phase: "…" }) }),
  ];
}

/** @param {Office} office @param {string} words */
function over(office, words) {
  return html`
    <h1>${say("alone.over")}</h1>
    <p>${words}</p>
    <button type="button" @click=${() => office.rehearsing.close()}>${say("alone.again")}</button>
  `;
}
