/** What a screen shows: where the meeting is, and as much of the time as its members see. */

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { telling } from "../view/clock.js";
import { named, say } from "../words/words.js";

/** @param {import("./screen.js").Screen} screen */
export function onScreen(screen) {
  const { phase, clock } = screen.sections;
  if (screen.stage === "stopped") return html`<main class="card over"><h1>${say("stopped.panel")}</h1></main>`;
  if (!phase) return nothing;
  // A time that nobody vouches for is not shown.
  return html`
    <main class="screen" data-live=${screen.isLive ? "yes" : "no"}>
      <h1>${named("phase", phase.phase)}</h1>
      ${clock && screen.isLive ? html`<div class="clock"><p>${telling(screen)}</p></div>` : nothing}
    </main>
  `;
}
