/** That the presenter is back in: told to leaders, whoever ended the sitting back. */

/** Milliseconds for which it stands where a leader looks first; beside the presenter it stands longer. */
const SEEN = 20_000;
/** Where somebody sits back; at the end of a case everybody is in the circle, and the phase says so. */
const DURING = ["discuss", "rejoin"];

/** @typedef {{name: string, at: number, until: number}} BackIn */

export class Watching {
  /** Whose chair it was in which case, and how it stood. */
  #before = { of: "", chair: "" };
  /** When it was left for the circle; 0 where it was not. */
  #at = 0;

  /**
   * Who sat back before this page's eyes and does so no longer, whether or not their moment has
   * passed; null where nobody does.
   * @param {import("./visit.js").Visit} visit
   * @returns {BackIn | null}
   */
  look(visit) {
    const { phase, circle } = visit.sections;
    const one = (circle?.seats ?? []).find((/** @type {any} */ seat) => seat.presents);
    const now = { of: `${phase?.case?.number} ${one?.person}`, chair: one?.push_back?.chair ?? "" };
    const isEnded = now.chair === "ended" && DURING.includes(phase?.phase);
    const hasSatBack = this.#before.chair === "sitting_back" && this.#before.of === now.of;
    if (!isEnded) this.#at = 0;
    else if (hasSatBack) this.#at = visit.now();
    this.#before = now;
    return this.#at ? { name: one.name, at: this.#at, until: this.#at + SEEN } : null;
  }
}

const watching = new Watching();

/** Who has just come back in, on this page. @param {import("./visit.js").Visit} visit */
export const backIn = (visit) => (visit.you?.audience === "leader" ? watching.look(visit) : null);
