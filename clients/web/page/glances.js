/** The glance across the circle: what another leader has just signalled, to be seen for a moment. */

/** Milliseconds for which it stands where a leader looks first; the last lines keep it longer. */
const SEEN = 20_000;

/**
 * The newest of the others' glances, whether or not its moment has passed; null where there is none.
 * @param {import("./visit.js").Visit} visit
 * @returns {{by: string, value: string, at: number, until: number} | null}
 */
export function newestGlance({ sections, you }) {
  const lines = sections.between?.lines ?? [];
  const last = lines.findLast((/** @type {any} */ one) => one.kind === "signal" && one.by !== you.person);
  return last ? { by: last.by, value: last.value, at: last.at, until: last.at + SEEN } : null;
}
