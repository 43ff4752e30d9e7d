/**
 * A waiting move: told to the other leaders, then made after a moment, unless one of them says not
 * yet. It lives on this page alone; the server knows no pending move.
 */

import { othersLeading } from "../wire/led.js";
import { onward } from "../wire/outlook.js";
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

/** Milliseconds in which a second press of the same key is a slip: the keyboard stands on *Not yet* by then. */
const SLIP = 500;

/** Milliseconds by which a move may be late: a page that stood still longer makes none that nobody reads of. */
const LATE = 2_000;

/**
 * `pressed` and `until` are instants of the steady clock, `after` is the server's; `halts` is what
 * had stopped the meeting when one last looked.
 * @typedef {{move: string, type: string, fields: Record<string, any>, seen: any, pressed: number, until: number, after: number, halts: string[], timer: any}} Pending
 */

export class Moves {
  /** @type {Pending | null} */
  pending = null;
  /** This page's last move: the revision it brought, and until when it can be taken back. */
  #last = { rev: 0, until: 0 };
  /** Where this page last saw the meeting, and where just before: empty where it saw nothing of that. */
  #here = { rev: 0, phase: "", before: "" };
  /** The local instant until which the others may read of a move that was dropped without a word. */
  #owes = 0;
  /** Whether it was looked for what this leader's other window left behind. */
  #hasArrived = false;

  /**
   * @param {import("./visit.js").Visit} visit
   * @param {number} wait milliseconds; 0 moves at once
   * @param {() => number} steady the clock by which it waits
   */
  constructor(visit, wait = chosenWait(), steady = () => performance.now()) {
    this.visit = visit;
    this.wait = wait;
    this.steady = steady;
  }

  /** @param {number} wait */
  choose(wait) {
    this.wait = wait;
    lasting.set(KEY, String(wait));
    this.visit.onChange();
  }

  /**
   * Tell the leaders, wait, move. What was seen at the press is what the move brings. It waits from
   * when they can read of it, so that no move is made that nobody saw coming. Whom another leader's
   * case asks is asked before it waits: who leads it reads of the move when it will come.
   * @param {string} move as the wire calls it
   * @param {string} type the command
   * @param {Record<string, any>} [fields]
   */
  async begin(move, type, fields = {}) {
    const { visit } = this;
    const seen = visit.sections;
    const leading = visit.isLive && !("confirm" in fields) ? othersLeading(seen, type) : [];
    if (leading.length && this.pending) this.stop();
    if (leading.length) return visit.pressing.askFirst({ type, fields, seen, move, facts: { leading, case_rev: seen.phase.case_rev } });
    this.drop();
    if (!visit.isLive || !this.wait) return void visit.press(type, fields, { seen, move }).then((answer) => this.#made(answer));
    const last = (seen.between?.lines ?? []).at(-1);
    const pressed = this.steady();
    const pending = { move, type, fields, seen, pressed, until: pressed + this.wait, after: last?.at ?? 0, halts: halts(seen), timer: null };
    this.pending = pending;
    visit.focusing = ".pending button";
    visit.onChange();
    const answer = await visit.line?.press("about_to", { move, ...(fields.to && { to: fields.to }) });
    if (this.pending === pending) this.#told(pending, answer);
  }

  /**
   * Who leads alone from the presenter's chair has nobody to tell, and moves all the same.
   * @param {Pending} pending
   * @param {Record<string, any> | undefined} answer
   */
  #told(pending, answer) {
    if (answer?.t === "done" || answer?.code === "forbidden") {
      pending.until = this.steady() + this.wait;
      pending.timer = setTimeout(() => this.#due(), this.wait);
      return;
    }
    this.drop();
    const { pressing } = this.visit;
    if (answer?.code === "stale") pressing.refuseLate(pending);
    else pressing.refuse(answer?.code ?? "lost");
  }

  /** Whether the move has only just been begun, by a key that may still be going down for the second time. */
  get isFresh() {
    return this.pending !== null && this.steady() < this.pending.pressed + SLIP;
  }

  /** This leader says not yet, or the meeting does; the others read of it no longer. */
  stop() {
    this.visit.line?.press("not_yet");
    this.drop();
  }

  /** What this leader presses to stop the meeting stops a move that waits. @param {string} type */
  yieldTo(type) {
    if (this.pending && HALTING.includes(type)) this.stop();
  }

  /** A page that stood still does not make up for it: by now nobody reads that something will move. */
  look() {
    const { pending } = this;
    if (!pending || this.steady() <= Math.min(pending.until, pending.pressed + SEEN) + LATE) return;
    this.stop();
    this.visit.pressing.refuse("move_late");
  }

  /**
   * A move that waits is not made once the line has been lost: nobody could say not yet. The others
   * are told as soon as they can be, if they still read of it.
   * @param {import("../wire/link.js").State} state of the line
   */
  follow(state) {
    const { visit } = this;
    if (state === "stopped") this.#hasArrived = false;
    if (state === "live") {
      if (this.steady() < this.#owes) visit.line?.press("not_yet");
      this.#owes = 0;
    } else if (this.pending) {
      this.#owes = this.steady() + SEEN;
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

  /** Look at what the others have said and done, and whether the meeting has moved on. */
  hear() {
    this.#takeBack();
    this.#arrive();
    const { pending, visit: { sections } } = this;
    if (!pending) return;
    const before = pending.halts;
    pending.halts = halts(sections);
    const answer = this.#answer(pending);
    if (answer?.kind === "not_yet" || revision(sections) !== revision(pending.seen)) return this.drop();
    const isHalted = pending.halts.some((one) => !before.includes(one));
    if (answer || isHalted || target(sections, pending) !== target(pending.seen, pending)) this.stop();
  }

  /** What another leader has said against it since, by the button for it or by a glance. @param {Pending} pending */
  #answer({ after }) {
    const { sections, you } = this.visit;
    return (sections.between?.lines ?? []).findLast((/** @type {any} */ one) => isNotYet(one) && one.at > after && one.by !== you?.person);
  }

  /** What another window of this leader was about to do, or this one before it was loaded anew, it does no more. */
  #takeBack() {
    const { visit } = this;
    if (this.#hasArrived || !visit.sections.between) return;
    this.#hasArrived = true;
    const told = lastTold(visit.sections);
    if (!this.pending && told && told.by === visit.you?.person) visit.line?.press("not_yet");
  }

  /** Keep in mind where the meeting came from; a page that missed a move knows nothing of it. */
  #arrive() {
    const { sections } = this.visit;
    const [rev, phase, { rev: last, phase: before }] = [revision(sections), sections.phase?.phase, this.#here];
    if (rev !== undefined && rev !== last) this.#here = { rev, phase, before: rev === last + 1 ? before : "" };
  }

  /** The phase that the meeting was in before its last move, empty where this page does not know. */
  get cameFrom() {
    return this.#here.before;
  }

  /** Until when the last move can be taken back, 0 where it cannot. */
  get undoUntil() {
    const { sections } = this.visit;
    if (sections.phase?.phase_rev !== undefined) return sections.phase.undo_until ?? 0;
    return revision(sections) === this.#last.rev ? this.#last.until : 0;
  }

  /** The wait is over. What is refused all the same is no longer about to happen. */
  async #due() {
    this.visit.line?.look();
    this.look();
    const { pending } = this;
    this.pending = null;
    if (!pending) return;
    const { type, fields, seen, move } = pending;
    const answer = await this.visit.press(type, fields, { seen, move });
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
 * @returns {{by: string, move: string, to: string, until: number} | null}
 */
export function waitingElsewhere({ sections, you }) {
  const last = lastTold(sections);
  if (!last || last.by === you.person) return null;
  return { by: last.by, move: last.value, to: last.to, until: last.at + SEEN };
}

/** The last move that was told, and is still to be made. @param {import("../wire/view.js").Sections} sections */
function lastTold({ between, phase }) {
  const last = (between?.lines ?? []).findLast((/** @type {any} */ one) => one.kind === "about_to");
  return last?.phase_rev === phase?.phase_rev ? last : undefined;
}

/** @param {any} line */
const isNotYet = ({ kind, value }) => kind === "not_yet" || (kind === "signal" && value === "not_yet");

/** The commands by which a leader stops the meeting for a while. */
const HALTING = ["stop", "pause"];

/** What has stopped the meeting for a while. @param {import("../wire/view.js").Sections} sections @returns {string[]} */
const halts = ({ phase, clock }) => [...(phase?.case?.stopped ? ["stop"] : []), ...(clock?.paused ? ["pause"] : [])];

/** Where a move leads, as a step's id; the plan may change while it waits. @param {any} sections @param {Pending} pending */
function target(sections, { move, fields }) {
  if (move === "skip") return sections.room.steps.find((/** @type {any} */ one) => one.id === fields.to)?.id;
  return ONWARD.includes(move) ? onward(sections)?.to?.id : undefined;
}

const ONWARD = ["open", "begin", "advance", "end"];

/** @param {import("../wire/view.js").Sections} sections */
const revision = ({ phase, you }) => phase?.phase_rev ?? you?.phase_rev;
