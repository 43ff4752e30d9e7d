/** The page behind a link: from the link to the circle. Wires what the other modules know. */

import { Visit } from "./visit.js";
import { stayAwake } from "./awake.js";
import { onScreen } from "./screen.js";
import { takeSecret } from "./secret.js";
import { root } from "../view/root.js";

const screen = onScreen({ visitOf: () => visit, view: () => root(visit), then: watch });
const visit = new Visit({ room: location.pathname.split("/")[2] ?? "", onChange: screen.draw });

/** Whoever sits in the circle looks at it; in somebody else's page that is the call's to say. */
function watch() {
  stayAwake(visit.stage === "inside" && visit.you?.standing === "seated" && !visit.hasEnded);
}

async function begin() {
  const secret = takeSecret();
  await screen.begin();
  await visit.open(secret);
}

addEventListener("hashchange", () => location.reload());
begin();
