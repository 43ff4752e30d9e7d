/**
 * A waiting move: told to the other leaders, then made after a moment, unless one of them says not
 * yet. It lives on this page alone; the server knows no pending move.
 */

/** Milliseconds that a phase move waits on all leaders' screens, unless a leader chose otherwise. */
export const WAIT = 3_000;
/** What a leader may choose; 0 moves at once. */
export const WAITS = [0, 3_000, 5_000, 10_000];
/** Milliseconds in which a leader who presents may take her own move back: no section tells her. */
const UNDO = 15_000;
const KEY = "pushback.wait";

/** What this browser's leader chose. */
export function chosenWait() {
  const kept = Number(localStorage.getItem(KEY) ?? WAIT);
  return WAITS.includes(kept) ? kept : WAIT;
}

/** @typedef {{move: string, type: string, fields: Record<string, any>, seen: any, until: number, after: number, timer: any}} Pending */

export class Moves {
  /** @type {Pending | null} */
  pending = null;
  /** This page's last move: the revision it brought, and until when it can be taken back. */
  #last = { rev: 0, until: 0 };

  /**
   * @param {import("./visit.js").Visit} visit
   * @param {number} wait milliseconds; 0 moves at once
   */
  constructor(visit, wait = chosenWait()) {
    this.visit = visit;
    this.wait = wait;
  }

  /** @param {number} wait */
  choose(wait) {
    this.wait = wait;
    localStorage.setItem(KEY, String(wait));
    this.visit.onChange();
  }

  /**
   * Tell the leaders, wait, move. What was seen at the press is what the move brings.
   * @param {string} move as the wire calls it
   * @param {string} type the command
   * @param {Record<string, any>} [fields]
   */
  begin(move, type, fields = {}) {
    this.drop();
    const seen = this.visit.sections;
    if (!this.wait) return this.#make({ type, fields, seen });
    const last = (seen.between?.lines ?? []).at(-1);
    this.visit.line?.press("about_to", { move });
    const timer = setTimeout(() => this.#due(), this.wait);
    this.pending = { move, type, fields, seen, until: performance.now() + this.wait, after: last?.at ?? 0, timer };
    this.visit.focusing = ".pending button";
    this.visit.onChange();
  }

  /** This leader, or another one, says not yet. */
  stop() {
    this.visit.line?.press("not_yet");
    this.drop();
  }

  drop() {
    if (!this.pending) return;
    clearTimeout(this.pending.timer);
    this.pending = null;
    this.visit.onChange();
  }

  /** Look at what the others have said, and whether the meeting has moved on. */
  hear() {
    const { pending } = this;
    if (!pending) return;
    const lines = this.visit.sections.between?.lines ?? [];
    const last = lines.at(-1);
    const isOther = last?.kind === "not_yet" && last.at > pending.after && last.by !== this.visit.you?.person;
    const hasMoved = revision(this.visit.sections) !== revision(pending.seen);
    if (isOther || hasMoved) this.drop();
  }

  /** Until when the last move can be taken back, 0 where it cannot. */
  get undoUntil() {
    const { sections } = this.visit;
    if (sections.phase?.phase_rev !== undefined) return sections.phase.undo_until ?? 0;
    return revision(sections) === this.#last.rev ? this.#last.until : 0;
  }

  #due() {
    const { pending } = this;
    this.pending = null;
    if (pending) this.#make(pending);
  }

  /** @param {Pick<Pending, "type" | "fields" | "seen">} move */
  async #make({ type, fields, seen }) {
    const answer = await this.visit.press(type, fields, { seen });
    if (answer?.t !== "done") return;
    this.#last = { rev: revision(this.visit.sections) ?? 0, until: this.visit.now() + UNDO };
    this.visit.onChange();
  }
}

/**
 * The move that waits on another leader's page: what `about_to` said last, until it has happened or
 * somebody says not yet; null where there is none.
 * @param {import("./visit.js").Visit} visit
 * @returns {{by: string, move: string, until: number} | null}
 */
export function waitingElsewhere({ sections, you }) {
  const last = (sections.between?.lines ?? []).findLast((/** @type {any} */ one) => one.kind === "about_to");
  if (!last || last.by === you.person || last.phase_rev !== sections.phase?.phase_rev) return null;
  return { by: last.by, move: last.value, until: last.at + Math.max(...WAITS) + 1_000 };
}

/** @param {import("../wire/view.js").Sections} sections */
const revision = ({ phase, you }) => phase?.phase_rev ?? you?.phase_rev;
