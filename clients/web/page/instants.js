/** When something on the screen changes by itself, so that the page draws again just then. */

import { backIn } from "./back_in.js";
import { newestGlance } from "./glances.js";
import { waitingElsewhere } from "./moves.js";
import { remindedUntil, reminderOf } from "./reminder.js";

/**
 * The next such instant, by the server's clock: a second, where there are digits, the end of the
 * time to take a move back, of another leader's notice or glance, of the news that the presenter is
 * back in, of a reminder, to whom it was said and who sent it, and of an offered room. Null: nothing does.
 * @param {import("./visit.js").Visit} visit
 */
export function nextInstant(visit) {
  if (!visit.you) return null;
  const now = visit.now();
  const digits = visit.hasDigits ? now + 1_000 - (now % 1_000) : 0;
  const all = [digits, visit.moves.undoUntil, waitingElsewhere(visit)?.until ?? 0, newestGlance(visit)?.until ?? 0, backIn(visit)?.until ?? 0, reminderOf(visit)?.until ?? 0, remindedUntil(visit), visit.you.offered_until ?? 0];
  const coming = all.filter((at) => at > now);
  return coming.length ? Math.min(...coming) : null;
}
