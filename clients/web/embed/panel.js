/** The panel in somebody else's page: the same circle, come into by a grant and without a cookie. */

import { Visit } from "../page/visit.js";
import { onScreen } from "../page/screen.js";
import { nothing } from "../vendor/lit-html/lit-html.js";
import { BY_GRANT } from "./by_grant.js";
import { Parent } from "./parent.js";
import { panel } from "./view.js";

const room = location.pathname.split("/")[2] ?? "";
/** How it is meant to be looked at: beside a call, on a stage, or over a picture. */
const LOOKS = ["panel", "stage", "clear"];
/** Where a visit is over, and another grant may begin the next. */
const OVER = ["stopped", "left"];

/** @type {Visit | null} */
let visit = null;
const screen = onScreen({ visitOf: () => visit, view: () => (visit ? panel(visit) : nothing), then: tell });
const around = new Parent({ page: parent === window ? null : parent, origins: origins(), about: { room }, onGrant: begin, onLook: look });

/** Come in by a grant; one that comes while somebody is in is not needed. @param {string} grant */
function begin(grant) {
  if (visit && !OVER.includes(visit.stage)) return;
  visit = new Visit({ room, onChange: screen.draw, way: BY_GRANT });
  visit.open(grant);
}

function tell() {
  if (!visit) return;
  const { stage, reason, sections } = visit;
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
screen.begin().then(() => grant && begin(grant));
