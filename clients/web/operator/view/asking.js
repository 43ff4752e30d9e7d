/** Before there is a key: the question for one. */

import { html } from "../../vendor/lit-html/lit-html.js";
import { keyIn } from "../key.js";
import { trouble } from "./trouble.js";
import { say } from "../../words/operator.js";

/** @param {import("../office.js").Office} office */
export function asking(office) {
  /** @param {SubmitEvent} event */
  const go = (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const key = keyIn(String(new FormData(form).get("key")));
    return key ? office.open(key) : office.complain(say("ask.no_key"));
  };
  return html`
    <main class="card">
      <h1>${say("ask.title")}</h1>
      <p>${say("ask.about")}</p>
      <form @submit=${go}>
        <label for="key">${say("ask.key")}</label>
        <input id="key" name="key" type="password" required autocomplete="off" spellcheck="false" aria-describedby="key-kept">
        <p class="hint" id="key-kept">${say("ask.kept")}</p>
        ${trouble(office)}
        <button class="first">${say("ask.go")}</button>
      </form>
    </main>
  `;
}
