/** A meeting that was just made: its links, this once, and what to tell the group. */

import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { offer } from "./calendar_file.js";
import { copying } from "./copying.js";
import { showing, shown } from "./shown_code.js";
import { atDay, inFull } from "../../view/times.js";
import { trouble } from "./trouble.js";
import { listed, say as shared } from "../../words/words.js";
import { named, say } from "../../words/operator.js";

/** @typedef {import("../office.js").Office} Office */
/** @typedef {import("../making.js").Made} Made */
/** @typedef {import("../making.js").MadeLink} MadeLink */

/** @param {{name?: string | null}} link */
const nameOf = (link) => link.name ?? say("made.shared");

/** @param {Office} office */
export function made(office) {
  const it = /** @type {Made} */ (office.making.made);
  const [first] = it.links;
  return html`
    <h1>${say("made.title")}</h1>
    <p class="when">${inFull(it.starts)}</p>
    <section data-keeps="h2">
      <h2>${say("made.links")}</h2>
      <p class="hint">${say("made.once")} ${first ? say("made.until", { time: atDay(first.expires_at) }) : nothing}</p>
      <ol class="links">${it.links.map((link, at) => line(office, it, link, at + 1))}</ol>
      ${missing(office, it)}
      ${it.links.length ? copying(office, it.links.map((link) => `${nameOf(link)}: ${link.url}`).join("\n"), say("made.copy_all")) : nothing}
    </section>
    ${told(office, it)}
    <button class="plain" @click=${() => office.making.another()}>${say("made.another")}</button>
  `;
}

/** @param {Office} office @param {Made} it @param {MadeLink} link @param {number} number */
function line(office, it, link, number) {
  const name = nameOf(link);
  return html`
    <li>
      <p class="whose"><strong><bdi>${name}</bdi></strong> <span class="quiet">${named("role", link.role)}</span></p>
      <div class="row">
        ${copying(office, link.url, say("made.copy"), say("made.copy_of", { name }))}
        ${showing(office, link, name)}
        <button type="button" aria-label=${say("made.calendar_of", { name })} @click=${() => offer(it, link, number)}>${say("made.calendar")}</button>
        ${link.role === "leader" ? html`<a href=${link.url} target="_blank" rel="noopener noreferrer" aria-label=${say("made.open_of", { name })}>${say("made.open")}</a>` : nothing}
      </div>
      <input readonly aria-label=${say("made.link_of", { name })} .value=${link.url} @focus=${(/** @type {any} */ event) => event.target.select()}>
      ${shown(office, link, name)}
    </li>
  `;
}

/** @param {Office} office @param {Made} it */
function missing(office, it) {
  if (!it.missing.length || office.isBusy) return trouble(office);
  const names = listed(it.missing.map((terms) => nameOf("name" in terms ? terms : {})));
  return html`
    ${trouble(office)}
    <p>${say("made.missing", { names })}</p>
    <button @click=${() => office.making.goOn()}>${say("made.retry")}</button>
  `;
}

/** One screen of words for the group. @param {Office} office @param {Made} it */
function told(office, it) {
  const own = it.links.some((link) => link.kind === "personal" && link.role !== "leader");
  const common = it.links.some((link) => link.kind === "shared");
  const text = [
    say("tell.when", { time: inFull(it.starts) }),
    say("tell.call"),
    ...(own || !common ? [say("tell.own")] : []),
    ...(common && !own ? [say("tell.shared")] : []),
    say("tell.alone"),
    say("tell.record"),
    say("tell.heard", { hear: shared("own.hear") }),
    say("tell.late"),
    say("tell.case"),
  ].join("\n\n");
  return html`
    <section>
      <h2 id="tell">${say("made.tell")}</h2>
      <p class="told">${text}</p>
      ${copying(office, text, say("made.tell_copy"))}
    </section>
  `;
}
