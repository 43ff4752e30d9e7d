/** All rooms, and of each the links, to revoke and to make anew. */

import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { ROLES } from "../making.js";
import { namesIn } from "../names.js";
import { copying } from "./copying.js";
import { titled } from "./planned.js";
import { showing, shown } from "./shown_code.js";
import { sure } from "./sure.js";
import { atDay } from "../../view/times.js";
import { trouble } from "./trouble.js";
import { named, say } from "../../words/operator.js";

/** @typedef {import("../office.js").Office} Office */
/** @typedef {import("../api.js").Room} Room */
/** @typedef {import("../api.js").Link} Link */

const DAY = 24;
const MOST_DAYS = 400;

/** @param {Office} office */
export function roomList(office) {
  const { rooms, next } = office.roomList;
  return html`
    <h1>${say("rooms.title")}</h1>
    ${trouble(office)}
    ${rooms?.length ? nothing : html`<p class="quiet">${rooms ? say("rooms.none") : coming(office)}</p>`}
    <ul class="entries">${repeat(rooms ?? [], ({ room }) => room, (room) => entry(office, room))}</ul>
    <div class="row" data-keeps="button">
      ${next ? html`<button @click=${() => office.attempt(() => office.roomList.more())}>${say("rooms.more")}</button>` : nothing}
      <button class="plain" @click=${() => office.go("rooms")}>${say("rooms.again")}</button>
    </div>
  `;
}

/** While it is asked for; where it could not be had the page says so above. @param {Office} office */
const coming = (office) => (office.isBusy ? say("operator.opening") : nothing);

/** @param {Room} room */
function state(room) {
  if (room.has_ended) return say("rooms.ended");
  return room.has_begun ? say("rooms.running") : say("rooms.waiting");
}

/** As in the form, where the plan is one of those. @param {Office} office @param {Room} room */
function titleOf(office, room) {
  const plan = office.making.plans.find((one) => one.name === room.plan);
  return plan ? titled(plan) : room.title;
}

/** @param {Office} office @param {Room} room */
function entry(office, room) {
  const facts = [state(room), ...(room.is_rehearsal ? [say("rooms.rehearsal")] : []), say("rooms.made", { time: atDay(room.created_at) })];
  /** @param {any} event */
  const open = (event) => event.target.open && office.roomList.open(room.room);
  return html`
    <li>
      <p class="whose"><strong><bdi>${titleOf(office, room)}</bdi></strong> <span class="quiet">${facts.join(" · ")}</span></p>
      <p class="id">${room.room}</p>
      <details @toggle=${open}>
        <summary>${say("links.show")}</summary>
        ${links(office, room.room)}
      </details>
    </li>
  `;
}

/** @param {Office} office @param {string} room */
function links(office, room) {
  const found = office.roomList.links[room];
  if (!found) return office.isBusy ? html`<p class="quiet">${coming(office)}</p>` : html`<button @click=${() => office.roomList.open(room)}>${say("rooms.again")}</button>`;
  return html`
    ${found.length ? nothing : html`<p class="quiet">${say("links.none")}</p>`}
    <ul class="entries">${repeat(found, ({ id }) => id, (link) => one(office, room, link))}</ul>
    ${fresh(office, room)}
    ${adding(office, room)}
  `;
}

/** The link just made, this once. @param {Office} office @param {string} room */
function fresh(office, room) {
  const made = office.roomList.made[room];
  if (!made) return nothing;
  const name = made.name ?? say("made.shared");
  return html`
    <div class="fresh">
      <p role="status">${say("links.made")}</p>
      <input readonly aria-label=${say("made.link_of", { name })} .value=${made.url} @focus=${(/** @type {any} */ event) => event.target.select()}>
      <div class="row">
        ${copying(office, made.url, say("made.copy"))}
        ${showing(office, made, name)}
      </div>
      ${shown(office, made, name)}
    </div>
  `;
}

/** @param {Office} office @param {string} room @param {Link} link */
function one(office, room, link) {
  const name = link.name ?? say("made.shared");
  const isOver = link.expires_at < Date.now();
  const until = link.revoked_at ? say("links.revoked") : isOver ? say("links.run_out") : say("links.until", { time: atDay(link.expires_at) });
  const question = link.kind === "shared" ? say("links.revoke_sure_shared") : say("links.revoke_sure", { name });
  return html`
    <li data-keeps="">
      <p class="whose"><strong><bdi>${name}</bdi></strong> <span class="quiet">${named("role", link.role)} · ${until}</span></p>
      ${link.revoked_at || isOver ? nothing : sure(say("links.revoke"), question, say("links.revoke_yes"), () => office.roomList.revoke(room, link.id))}
    </li>
  `;
}

/** @param {Office} office @param {string} room */
function adding(office, room) {
  /** @param {any} event */
  const go = async (event) => {
    event.preventDefault();
    const { target } = event;
    const form = new FormData(target);
    const [name] = namesIn(String(form.get("name")));
    const role = /** @type {import("../api.js").Role} */ (form.get("role"));
    const hours = Math.min(MOST_DAYS, Math.max(1, Number(form.get("days")) || 1)) * DAY;
    if (!name && role === "leader") return office.complain(say("links.needs_name"));
    /** @type {import("../api.js").LinkTerms} */
    const terms = name || role === "leader" ? { kind: "personal", name, role, hours } : { kind: "shared", role, hours };
    const isMade = await office.roomList.make(room, terms);
    if (isMade) target.reset();
  };
  return html`
    <form class="adding" novalidate @submit=${go}>
      <div>
        <label for=${`name-${room}`}>${say("links.name")}</label>
        <input id=${`name-${room}`} name="name" maxlength="60" autocomplete="off" aria-describedby=${`name-hint-${room}`}>
        <p class="hint" id=${`name-hint-${room}`}>${say("links.name_hint")}</p>
      </div>
      <div>
        <label for=${`role-${room}`}>${say("links.role")}</label>
        <select id=${`role-${room}`} name="role">${ROLES.map((role) => html`<option value=${role} ?selected=${role === "member"}>${named("role", role)}</option>`)}</select>
      </div>
      <div>
        <label for=${`days-${room}`}>${say("links.days")}</label>
        <input id=${`days-${room}`} name="days" type="number" min="1" max=${MOST_DAYS} value="7">
      </div>
      <button aria-disabled=${office.isBusy ? "true" : nothing}>${say("links.add")}</button>
    </form>
  `;
}
