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

/**
 * Where the keyboard and a screen reader follow to; a name is asked for to be typed.
 * @param {Place} place
 */
export const threshold = (place) => (place === "naming" ? "#name" : "#page h1");
