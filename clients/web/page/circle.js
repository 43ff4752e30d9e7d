/** The page behind a link: from the link to the circle. Wires what the other modules know. */

import { Visit } from "./visit.js";
import { announce } from "./announce.js";
import { stayAwake } from "./awake.js";
import { drawing } from "./drawing.js";
import { onKey } from "./keys.js";
import { root } from "../view/root.js";
import { chosen, LANGUAGES, speak } from "../words/words.js";

const draw = drawing(() => root(visit), follow);
const visit = new Visit({ room: location.pathname.split("/")[2] ?? "", onChange: draw });

function follow() {
  focus();
  announce(visit);
  stayAwake(visit.stage === "inside" && visit.you?.standing === "seated");
  tick();
}

/** Who pressed something that asks back stands before the answer, by keyboard too. */
function focus() {
  const wanted = visit.focusing;
  visit.focusing = "";
  if (wanted) /** @type {HTMLElement | null} */ (document.querySelector(wanted))?.focus();
}

/** @type {any} */
let next = null;

/** Draw again when the second changes, if there are digits to change. */
function tick() {
  clearTimeout(next);
  visit.line?.look();
  if (!visit.hasDigits || document.hidden) return;
  next = setTimeout(draw, 1000 - (visit.now() % 1000));
}

async function begin() {
  const secret = location.hash.slice(1);
  if (secret) history.replaceState(null, "", location.pathname);
  const language = chosen(navigator.languages);
  try {
    await speak(language);
    document.documentElement.lang = language;
    document.documentElement.dir = LANGUAGES[language].direction;
  } catch {
    // English is here already; a page without its words is no page.
  }
  draw();
  await visit.open(secret);
}

const wake = () => {
  if (document.hidden) return;
  visit.line?.wake();
  draw();
};
document.addEventListener("visibilitychange", wake);
addEventListener("online", wake);
addEventListener("offline", () => visit.line?.cut());
addEventListener("pageshow", wake);
setInterval(() => visit.line?.look(), 2_000);
addEventListener("keydown", (event) => onKey(visit, event));
addEventListener("hashchange", () => location.reload());
begin();
