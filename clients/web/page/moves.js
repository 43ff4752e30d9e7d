/**
 * A waiting move: told to the other leaders, then made after a moment, unless one of them says not
 * yet. It lives on this page alone; the server knows no pending move.
 */

import { lasting } from "./store.js";

/** Milliseconds that a phase move waits on all leaders' screens, unless a leader chose otherwise. */
export const WAIT = 3_000;
/** What a leader may choose; 0 moves at once. */
export const WAITS = [0, 3_000, 5_000, 10_000];
/** Milliseconds in which a leader who presents may take her own move back: no section tells her. */
const UNDO = 15_000;
const KEY = "pushback.wait";

/** What this browser's leader chose. */
export function chosenWait() {
  const kept = Number(lasting.get(KEY) ?? WAIT);
  return WAITS.includes(kept) ? kept : WAIT;
}

/** Milliseconds for which the others read of a move that waits: the longest wait, and some on the way. */
const SEEN = Math.max(...WAITS) + 1_000;

/** @typedef {{move: string, type: string, fields: Record<string, any>, seen: any, until: number, after: number, timer: any}} Pending */

export class Moves {
  /** @type {Pending | null} */
  pending = null;
  /** This page's last move: the revision it brought, and until when it can be taken back. */
  #last = { rev: 0, until: 0 };
  /** The local instant until which the others may read of a move that was dropped without a word. */
  #owes = 0;

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
    lasting.set(KEY, String(wait));
    this.visit.onChange();
  }

  /**
   * Tell the leaders, wait, move. What was seen at the press is what the move brings. It waits from
   * when they can read of it, so that no move is made that nobody saw coming.
   * @param {string} move as the wire calls it
   * @param {string} type the command
   * @param {Record<string, any>} [fields]
   */
  async begin(move, type, fields = {}) {
    this.drop();
    const { visit } = this;
    const seen = visit.sections;
    if (!visit.isLive || !this.wait) return void visit.press(type, fields, { seen }).then((answer) => this.#made(answer));
    const last = (seen.between?.lines ?? []).at(-1);
    const pending = { move, type, fields, seen, until: performance.now() + this.wait, after: last?.at ?? 0, timer: null };
    this.pending = pending;
    visit.focusing = ".pending button";
    visit.onChange();
    const answer = await visit.line?.press("about_to", { move });
    if (this.pending === pending) this.#told(pending, answer);
  }

  /**
   * Who leads alone from the presenter's chair has nobody to tell, and moves all the same.
   * @param {Pending} pending
   * @param {Record<string, any> | undefined} answer
   */
  #told(pending, answer) {
    if (answer?.t === "done" || answer?.code === "forbidden") {
      pending.timer = setTimeout(() => this.#due(), this.wait);
      return;
    }
    this.drop();
    this.visit.pressing.refuse(answer?.code ?? "lost");
  }

  /** This leader, or another one, says not yet. */
  stop() {
    this.visit.line?.press("not_yet");
    this.drop();
  }

  /**
   * A move that waits is not made once the line has been lost: nobody could say not yet. The others
   * are told as soon as they can be, if they still read of it.
   * @param {import("../wire/link.js").State} state of the line
   */
  follow(state) {
    const { visit } = this;
    if (state === "live") {
      if (performance.now() < this.#owes) visit.line?.press("not_yet");
      this.#owes = 0;
    } else if (this.pending) {
      this.#owes = performance.now() + SEEN;
      this.drop();
      visit.line?.presses.withdraw("about_to");
      if (state !== "stopped") visit.pressing.refuse("move_dropped");
    }
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
    const isOther = lines.some((/** @type {any} */ one) => one.kind === "not_yet" && one.at > pending.after && one.by !== this.visit.you?.person);
    const hasMoved = revision(this.visit.sections) !== revision(pending.seen);
    if (isOther || hasMoved) this.drop();
  }

  /** Until when the last move can be taken back, 0 where it cannot. */
  get undoUntil() {
    const { sections } = this.visit;
    if (sections.phase?.phase_rev !== undefined) return sections.phase.undo_until ?? 0;
    return revision(sections) === this.#last.rev ? this.#last.until : 0;
  }

  /** The wait is over. What is refused all the same is no longer about to happen. */
  async #due() {
    const { pending } = this;
    this.pending = null;
    if (!pending) return;
    const { type, fields, seen } = pending;
    const answer = await this.visit.press(type, fields, { seen });
    this.#made(answer);
    const isHere = revision(this.visit.sections) === revision(seen);
    if (answer?.t === "refused" && isHere) this.visit.line?.press("not_yet");
  }

  /** @param {Record<string, any> | null} answer */
  #made(answer) {
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
  return { by: last.by, move: last.value, until: last.at + SEEN };
}

/** @param {import("../wire/view.js").Sections} sections */
const revision = ({ phase, you }) => phase?.phase_rev ?? you?.phase_rev;
