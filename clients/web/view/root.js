/** What the page shows, by how far this person has come in. */

import { placeOf } from "../page/places.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { agreement, left, naming, opening, privacy, stopped, waiting } from "./joining.js";
import { circle as seats } from "./circle.js";
import { middle, sentence } from "./phase.js";
import { clock } from "./clock.js";
import { own } from "./own.js";
import { presenting } from "./presenting.js";
import { joining as member, objecting } from "./member.js";
import { leading } from "./leading.js";
import { connection, refusal } from "./connection.js";
import { away } from "./away.js";
import { ended } from "./ended.js";
import { standingIn } from "./standing_in.js";

/** @typedef {import("../page/visit.js").Visit} Visit */

/** @type {Record<import("../page/places.js").Place, (visit: Visit) => unknown>} */
const PAGES = { opening, naming, stopped, left, away, ended, agreement, privacy, door: waiting, circle };

/** @param {Visit} visit */
export function root(visit) {
  return PAGES[placeOf(visit)](visit);
}

/** @param {Visit} visit */
function circle(visit) {
  const leads = visit.actsAs("leader") || visit.actsAs("stand_in");
  return html`
    <main class="room ${leads ? "led" : ""}" data-phase=${visit.sections.phase.phase}>
      ${connection(visit)}
      <section class="table">
        <div class="words">${sentence(visit)}</div>
        ${visit.calling.views?.panel(visit) ?? nothing}
        <div class="stage">
          ${seats(visit)}
          <div class="middle">${middle(visit)} ${clock(visit)}</div>
        </div>
        ${standingIn(visit)} ${presenting(visit)} ${member(visit)} ${refusal(visit)} ${objecting(visit)}
        ${leads ? nothing : own(visit)}
      </section>
      ${leads ? html`<div class="side">${leading(visit)} ${own(visit)}</div>` : nothing}
      ${visit.calling.views?.keys(visit) ?? nothing}
    </main>
  `;
}
