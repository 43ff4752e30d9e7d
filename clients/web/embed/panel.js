/**
 * The panel in somebody else's page: the same circle, come into by a grant and without a cookie; by a
 * machine's, a screen.
 */

import { Visit } from "../page/visit.js";
import { onScreen } from "../page/screen.js";
import { nothing } from "../vendor/lit-html/lit-html.js";
import { BY_GRANT } from "./by_grant.js";
import { onScreen as shownTo } from "./on_screen.js";
import { Parent } from "./parent.js";
import { Screen, isMachines } from "./screen.js";
import { panel } from "./view.js";

const room = location.pathname.split("/")[2] ?? "";
/** How it is meant to be looked at: beside a call, on a stage, or over a picture. */
const LOOKS = ["panel", "stage", "clear"];
/** Where a visit is over, and another grant may begin the next. */
const OVER = ["stopped", "left"];

/** @type {Visit | Screen | null} */
let shown = null;
const screen = onScreen({ visitOf: () => (shown instanceof Visit ? shown : null), view, then: tell });
const around = new Parent({ page: parent === window ? null : parent, origins: origins(), about: { room }, onGrant: begin, onLook: look });

/** Come in by a grant; one that comes while somebody is in is not needed. @param {string} grant */
function begin(grant) {
  if (shown && !OVER.includes(shown.stage)) return;
  if (shown instanceof Screen) shown.end();
  if (isMachines(grant)) {
    shown = new Screen({ room, grant, onChange: screen.draw });
    return;
  }
  const visit = new Visit({ room, onChange: screen.draw, way: BY_GRANT });
  shown = visit;
  visit.open(grant);
}

function view() {
  if (shown instanceof Screen) return shownTo(shown);
  return shown ? panel(shown) : nothing;
}

function wake() {
  if (shown instanceof Screen && !document.hidden) shown.wake();
}

function tell() {
  if (!shown) return;
  const { stage, reason, sections } = shown;
  around.tell("stage", { stage, code: reason });
  if (sections.phase) around.tell("phase", { phase: sections.phase.phase });
}

/** Whose pages may hold this one, as the server has written into the document. */
function origins() {
  const named = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="embedders"]'));
  return named?.content.split(" ").filter(Boolean) ?? [];
}

/** @param {string} wanted */
function look(wanted) {
  if (!LOOKS.includes(wanted)) return false;
  document.documentElement.dataset.look = wanted;
  return true;
}

/** The grant lets in once: it is out of the address at once, and nowhere else. */
function taken() {
  const grant = location.hash.slice(1);
  if (grant) history.replaceState(null, "", location.pathname + location.search);
  return grant;
}

const grant = taken();
if (!look(new URLSearchParams(location.search).get("look") ?? "")) look(LOOKS[0]);
addEventListener("message", (event) => around.hear(event));
document.addEventListener("visibilitychange", wake);
addEventListener("online", wake);
const begun = screen.begin();
begun.then(() => grant && begin(grant));
// Another one behind the `#` of the same address loads nothing again.
addEventListener("hashchange", () => {
  const another = taken();
  if (another) begun.then(() => begin(another));
});
