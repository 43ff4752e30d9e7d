/** That a leader asks whoever sits back to stay muted: said to them once, where their call does not hold their microphone; and, to whoever asked, that it was sent. */

/** Milliseconds for which it stands in the place of the standing words. */
const SEEN = 20_000;

/**
 * The last such reminder, whether or not its moment has passed; null for everybody else, where nothing
 * is locked any more, and where the call has come to hold it.
 * @param {Pick<import("./visit.js").Visit, "you" | "sections">} visit
 * @returns {{at: number, until: number} | null}
 */
export function reminderOf({ you, sections: { own, floor, enforcement } }) {
  const at = own?.reminded_at;
  const isLocked = floor?.seats[you?.person]?.floor === "locked" && !enforcement?.opened.includes(you.person);
  return at && isLocked && enforcement?.locks !== "enforced" ? { at, until: at + SEEN } : null;
}

/** Milliseconds in which another one would change nothing, and the key says that one was sent. */
const SENT_FOR = 30_000;
/** The last one sent from this page: to whom, in which revision of the case, which sitting back anew raises, and until when its key says so. */
let sent = { person: "", case_rev: 0, until: 0 };

/**
 * Until when the key by which this person is reminded says that they were; nought where nobody did since they sat back.
 * @param {Pick<import("./visit.js").Visit, "sections">} visit
 * @param {string} person by default whoever was reminded last
 */
export const remindedUntil = ({ sections }, person = sent.person) => (sent.person === person && sent.case_rev === sections.phase?.case_rev ? sent.until : 0);

/** This person was just reminded from this page. @param {Pick<import("./visit.js").Visit, "sections" | "now">} visit @param {string} person */
export function hasReminded(visit, person) {
  sent = { person, case_rev: visit.sections.phase.case_rev, until: visit.now() + SENT_FOR };
}
