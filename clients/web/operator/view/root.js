/** What the operator's page shows: the question for a key, or the part that was chosen. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { PARTS } from "../office.js";
import { asking } from "./asking.js";
import { keyRing } from "./key_ring.js";
import { made } from "./made.js";
import { making } from "./making.js";
import { rehearsing } from "./rehearsing.js";
import { roomList } from "./room_list.js";
import { say } from "../../words/operator.js";

/** @typedef {import("../office.js").Office} Office */

/** @type {Record<import("../office.js").Part, (office: Office) => unknown>} */
const VIEWS = { make, rooms: roomList, keys: keyRing };

/** @param {Office} office */
function make(office) {
  if (office.rehearsing.now) return rehearsing(office);
  return office.making.made ? made(office) : making(office);
}

/** @param {Office} office */
export function root(office) {
  if (!office.api) return asking(office);
  return html`
    <header class="bar">
      <nav aria-label=${say("operator.title")}>
        ${PARTS.map((part) => html`<button aria-current=${part === office.part ? "page" : nothing} @click=${() => office.go(part)}>${say(`operator.${part}`)}</button>`)}
      </nav>
      <button class="plain" @click=${() => office.forget()}>${say("operator.forget")}</button>
    </header>
    <main class="desk" aria-busy=${office.isBusy ? "true" : "false"}>${VIEWS[office.part](office)}</main>
  `;
}
