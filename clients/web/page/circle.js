/** The page behind a link: from the link to the circle. Wires what the other modules know. */

import { Visit } from "./visit.js";
import { announce } from "./announce.js";
import { stayAwake } from "./awake.js";
import { measure } from "./covered.js";
import { drawing } from "./drawing.js";
import { Footing } from "./footing.js";
import { nextInstant } from "./instants.js";
import { onKey } from "./keys.js";
import { takeSecret } from "./secret.js";
import { speakToReader } from "./spoken.js";
import { root } from "../view/root.js";

const draw = drawing(look, follow);
const visit = new Visit({ room: location.pathname.split("/")[2] ?? "", onChange: draw });
const footing = new Footing();

function look() {
  footing.look();
  return root(visit);
}

function follow() {
  measure();
  footing.follow(visit);
  announce(visit);
  stayAwake(visit.stage === "inside" && visit.you?.standing === "seated" && !visit.hasEnded);
  tick();
}

/** @type {any} */
let next = null;

/** Draw again at the next instant at which something on the screen changes by itself. */
function tick() {
  clearTimeout(next);
  visit.line?.look();
  const at = document.hidden ? null : nextInstant(visit);
  if (at !== null) next = setTimeout(draw, at - visit.now());
}

async function begin() {
  const secret = takeSecret();
  await speakToReader();
  draw();
  await visit.open(secret);
}

const wake = () => {
  if (document.hidden) return;
  visit.line?.wake();
  visit.moves.look();
  draw();
};
document.addEventListener("visibilitychange", wake);
addEventListener("online", wake);
addEventListener("resize", measure);
addEventListener("offline", () => visit.line?.cut());
addEventListener("pageshow", ({ persisted }) => {
  // What was kept aside while another page was looked at has no living line.
  if (persisted) visit.line?.cut({ isOld: true });
  wake();
});
setInterval(() => visit.line?.look(), 2_000);
addEventListener("keydown", (event) => onKey(visit, event));
addEventListener("hashchange", () => location.reload());
begin();
