/** Which page a person stands on, by how far they have come in; exactly one at a time. */

/** @typedef {"opening" | "naming" | "stopped" | "left" | "away" | "ended" | "agreement" | "privacy" | "door" | "circle"} Place */

/**
 * @param {import("./visit.js").Visit} visit
 * @returns {Place}
 */
export function placeOf(visit) {
  const { stage, you } = visit;
  if (stage !== "inside") return stage;
  if (!you) return "opening";
  if (visit.isAway) return "away";
  if (visit.hasEnded) return "ended";
  if (!you.agreed) return "agreement";
  if (!you.attested) return "privacy";
  return you.standing === "seated" ? "circle" : "door";
}

/** Notices when a person comes to another page. */
export class Whereabouts {
  /** @type {Place} */
  #place = "opening";

  /**
   * What the keyboard and a screen reader are led to where this is another page than the last time,
   * as a selector; a page begins at its top, and one that asks for a name where it is typed.
   * @param {import("./visit.js").Visit} visit
   */
  arrival(visit) {
    const place = placeOf(visit);
    if (place === this.#place) return "";
    this.#place = place;
    scrollTo(0, 0);
    return place === "naming" ? "#name" : "#page h1";
  }
}
