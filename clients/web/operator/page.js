/** The operator's page: from the key behind the `#` to meetings, rooms and keys. */

import { keyIn } from "./key.js";
import { Office } from "./office.js";
import { root } from "./view/root.js";
import { drawing } from "../page/drawing.js";
import { chosen, LANGUAGES, speak } from "../words/words.js";
import { say, speak as speakAsOperator } from "../words/operator/words.js";

const draw = drawing(() => root(office), follow);
const office = new Office({ onChange: draw });

let heading = "";

/** Another part of the page is read from its heading on, as if it were a page of its own. */
function follow() {
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
  const language = chosen(navigator.languages);
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].direction;
  await Promise.all([speak(language), speakAsOperator(language)]);
  document.title = say("operator.title");
  await office.begin(given);
}

document.addEventListener("visibilitychange", () => document.hidden || office.rehearsing.wake());
addEventListener("online", () => office.rehearsing.wake());
addEventListener("hashchange", () => location.reload());
begin();
