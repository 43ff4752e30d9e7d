/** A visit on a screen: drawn when it changes, and told when the window does. */

import { announce } from "./announce.js";
import { measure } from "./covered.js";
import { drawing } from "./drawing.js";
import { Footing } from "./footing.js";
import { nextInstant } from "./instants.js";
import { onKey } from "./keys.js";
import { speakToReader } from "./spoken.js";
import { heedTwice } from "./twice.js";

/** @typedef {import("./visit.js").Visit} Visit */

/**
 * @param {object} given
 * @param {() => Visit | null} given.visitOf whose visit it is at this moment
 * @param {() => unknown} given.view
 * @param {() => void} [given.then] what follows each drawing
 */
export function onScreen({ visitOf, view, then = () => {} }) {
  const footing = new Footing();
  const draw = drawing(look, follow);

  function look() {
    footing.look();
    return view();
  }

  function follow() {
    const visit = visitOf();
    measure();
    then();
    if (!visit) return;
    footing.follow(visit);
    announce(visit);
    tick(visit);
  }

  /** @type {any} */
  let next = null;

  /** Draw again at the next instant at which something on the screen changes by itself. @param {Visit} visit */
  function tick(visit) {
    clearTimeout(next);
    visit.line?.look();
    const at = document.hidden ? null : nextInstant(visit);
    if (at !== null) next = setTimeout(draw, at - visit.now());
  }

  const wake = () => {
    const visit = visitOf();
    if (document.hidden || !visit) return;
    visit.line?.wake();
    visit.calling.wake();
    visit.moves.look();
    draw();
  };
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  addEventListener("resize", measure);
  addEventListener("offline", () => visitOf()?.line?.cut());
  addEventListener("pageshow", ({ persisted }) => {
    // What was kept aside while another page was looked at has no living line.
    if (persisted) visitOf()?.line?.cut({ isOld: true });
    wake();
  });
  setInterval(() => visitOf()?.line?.look(), 2_000);
  heedTwice();
  addEventListener("keydown", (event) => {
    const visit = visitOf();
    // Escape stops what was just begun, also where the frame that shows it is still to come.
    if (event.key === "Escape") draw.now();
    if (visit) onKey(visit, event);
  });

  /** In the reader's language from the first drawing on. */
  async function begin() {
    await speakToReader();
    draw();
  }

  return { draw, begin };
}
