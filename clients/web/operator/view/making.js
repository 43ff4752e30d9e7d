/** The form that makes a meeting: when, by which plan, with which agreement, and who comes. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { isTooFar } from "../hours.js";
import { ROLES } from "../making.js";
import { tooLong, twice } from "../names.js";
import { total } from "../plan.js";
import { casesOf } from "../steps.js";
import { planned, titled } from "./planned.js";
import { offering } from "./rehearsing.js";
import { ticked } from "./ticked.js";
import { asNumber } from "../../view/times.js";
import { trouble } from "./trouble.js";
import { listed } from "../../words/words.js";
import { say } from "../../words/operator.js";

/** @typedef {import("../office.js").Office} Office */
/** @typedef {import("../making.js").Making} Making */

const MOST_AGREEMENT = 4_000;

/** @param {Office} office */
export function making(office) {
  const { making } = office;
  const { draft } = making;
  const agreement = making.agreement ?? say("make.agreement_usual");
  /** @param {SubmitEvent} event */
  const go = (event) => {
    event.preventDefault();
    const wrong = complaint(making);
    return wrong ? office.complain(wrong) : making.make({ agreement, title: titleFor(making) });
  };
  if (!draft) return html`${trouble(office)}<p class="quiet">${say("operator.opening")}</p>`;
  return html`
    <h1>${say("make.title")}</h1>
    <form class="meeting" novalidate @submit=${go}>
      <section>
        <label for="starts">${say("make.starts")}</label>
        <input id="starts" type="datetime-local" aria-describedby="starts-hint" .value=${making.starts} @input=${(/** @type {any} */ event) => making.set({ starts: event.target.value })}>
        <p class="hint" id="starts-hint">${say("make.starts_hint")}</p>
      </section>
      <section>${planned(making, draft)}</section>
      <section>${people(making)}</section>
      <section>
        <label for="agreement">${say("make.agreement")}</label>
        <textarea id="agreement" dir="auto" rows="5" maxlength=${MOST_AGREEMENT} aria-describedby="agreement-hint" .value=${agreement} @input=${(/** @type {any} */ event) => making.set({ agreement: event.target.value })}></textarea>
        <p class="hint" id="agreement-hint">${say("make.agreement_hint")}</p>
      </section>
      <div class="go">
        ${trouble(office)}
        <button class="first" aria-disabled=${office.isBusy ? "true" : nothing}>${say("make.go")}</button>
        ${offering(office, { agreement, title: titleFor(making) })}
      </div>
    </form>
  `;
}

/** What a changed plan is called: as in the list with its own length, or by its number of cases. @param {Making} making */
function titleFor({ plan, draft }) {
  if (!plan || !draft) return "";
  const minutes = total(draft.steps);
  const cases = casesOf(draft);
  if (cases === casesOf(plan)) return titled({ ...plan, minutes, cases });
  return say("make.plan_in_a_line", { title: say("make.cases", { count: asNumber(cases) }), minutes: asNumber(minutes) });
}

/** @param {Making} making */
function people(making) {
  const names = ROLES.flatMap((role) => making.names(role));
  const same = twice(names);
  return html`
    <h2>${say("make.people")}</h2>
    <p class="hint">${say("make.people_hint")}</p>
    <div class="columns">
      ${ROLES.map((role) => html`
        <div>
          <label for=${`names-${role}`}>${say(`make.${role}s`)} <span class="count">${making.names(role).length || ""}</span></label>
          <textarea id=${`names-${role}`} dir="auto" rows=${role === "member" ? 6 : 3} autocomplete="off" spellcheck="false" .value=${making.people[role]} @input=${(/** @type {any} */ event) => making.set({ people: { ...making.people, [role]: event.target.value } })}></textarea>
        </div>`)}
    </div>
    ${same.length ? html`<p class="hint" role="status">${say("make.twice", { names: listed(same) })}</p>` : nothing}
    ${ticked("shared", { words: say("make.shared"), hint: say("make.shared_hint") }, making.isShared, (isShared) => making.set({ isShared }))}
  `;
}

/** What is to be mended before anything is made, empty if nothing is. @param {Making} making */
function complaint(making) {
  const long = tooLong(ROLES.flatMap((role) => making.names(role)));
  if (Number.isNaN(making.startsAt)) return say("make.no_start");
  if (isTooFar(making.startsAt, Date.now())) return say("make.too_far");
  if (making.hasWrongMinutes) return say("make.minutes_wrong");
  if (!making.names("leader").length) return say("make.no_leader");
  return long.length ? say("make.too_long", { names: listed(long) }) : "";
}
