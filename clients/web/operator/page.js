/** The operator's page: from the key behind the `#` to meetings, rooms and keys. */

import { keyIn } from "./key.js";
import { Office } from "./office.js";
import { root } from "./view/root.js";
import { drawing } from "../page/drawing.js";
import { Footing } from "../page/footing.js";
import { speakToReader } from "../page/spoken.js";
import { say } from "../words/operator.js";

const draw = drawing(look, follow);
const office = new Office({ onChange: draw });
const footing = new Footing();

function look() {
  footing.look();
  return root(office);
}

let heading = "";

/** Another part of the page is read from its heading on, as if it were a page of its own. */
function follow() {
  footing.follow({ focusing: "", asking: "" });
  const found = document.querySelector("h1");
  const words = found?.textContent ?? "";
  if (!found || words === heading) return;
  found.tabIndex = -1;
  if (heading) found.focus();
  heading = words;
}

async function begin() {
  const given = keyIn(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname);
  await speakToReader();
  document.title = say("operator.title");
  await office.begin(given);
}

document.addEventListener("visibilitychange", () => document.hidden || office.rehearsing.wake());
addEventListener("online", () => office.rehearsing.wake());
addEventListener("hashchange", () => location.reload());
begin();
