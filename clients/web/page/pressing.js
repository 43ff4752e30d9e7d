/**
 * What a person asks of the meeting, and what the page asks back: pressed, refused, to be confirmed.
 */

import { BROWSER } from "../wire/world.js";
import { isSo } from "./already.js";
import { isKept, meaning } from "../wire/kept.js";
import { Refused } from "./refused.js";

/** @typedef {import("../wire/view.js").Sections} Sections */
/** How long after opening their own microphone in the call somebody is asked whether they come back in. */
const ASKED_FOR = 30_000;
/** @typedef {{seen?: Sections, move?: string}} How what was on the screen at the press; what the wire calls it where it is a move that waits */
/** @typedef {{type: string, fields: Record<string, any>, seen: Sections, move?: string, facts: any}} Confirming */

export class Pressing {
  /** What the person is being asked on their own screen: `leave`, `come_back_in` … */
  asking = "";
  /** What another leader's case asks to be confirmed. @type {Confirming | null} */
  confirming = null;
  refused;
  /** What no longer fitted the meeting when it was heard. @type {import("./already.js").Pressed | null} */
  #late = null;
  /** The wish in the call that was asked about last, 0 for none; null until the first word of it. @type {number | null} */
  #wished = null;

  /** @param {import("./visit.js").Visit} visit */
  constructor(visit) {
    this.visit = visit;
    this.refused = new Refused(BROWSER, () => visit.onChange());
  }

  /**
   * Press; what is refused is said on the screen. Without a connection only what frees or protects
   * is kept, and null is the answer to all else.
   * @param {string} type
   * @param {Record<string, any>} fields
   * @param {How} how
   */
  async press(type, fields, how) {
    const { visit } = this;
    if (!visit.line) return null;
    if (!visit.isLive && !this.#isHeardLater(type)) return null;
    visit.moves.yieldTo(type);
    this.asking = "";
    this.confirming = null;
    this.#late = null;
    this.refused.clear();
    visit.wishes.note(type, true);
    visit.onChange();
    const seen = how.seen ?? visit.sections;
    const answer = await visit.line.press(type, fields, { seen, ...meaning(type, seen) });
    if (answer.t === "refused") this.#hearNo({ type, fields, seen, move: how.move }, answer);
    visit.onChange();
    return answer;
  }

  /** Ask by oneself what the server would ask, before anything is pressed. @param {Confirming} asked */
  askFirst(asked) {
    this.asking = "";
    this.refused.clear();
    this.confirming = asked;
    this.visit.focusing = ".confirming .plain";
    this.visit.onChange();
  }

  /** What was asked to be confirmed, all the same. A move waits on all leaders' screens from now on. */
  confirm() {
    if (!this.confirming) return null;
    const { type, fields, facts, seen, move } = this.confirming;
    const known = { ...fields, confirm: facts.case_rev };
    this.confirming = null;
    return move ? this.visit.moves.begin(move, type, known) : this.press(type, known, { seen });
  }

  /** What was asked to be confirmed, rather not. */
  leave() {
    this.confirming = null;
    this.visit.onChange();
  }

  /** The page says no by itself. @param {string} code */
  refuse(code) {
    this.refused.say(code, this.visit.sections);
    this.visit.onChange();
  }

  /** What was pressed does not fit any more. Nothing is said where it is so by now. @param {import("./already.js").Pressed} pressed */
  refuseLate(pressed) {
    this.#late = pressed;
    if (!isSo(pressed, this.visit.sections)) this.refuse("stale");
  }

  /** Look at the meeting as it is now: what is over is not asked any more. */
  hear() {
    const { sections } = this.visit;
    this.refused.hear(sections);
    if (this.#late && this.refused.code === "stale" && isSo(this.#late, sections)) this.refused.clear();
    this.#hearWish();
    if (this.asking === "come_back_in" && this.visit.you?.chair !== "sitting_back") this.asking = "";
    if (this.confirming && !isAsItWas(this.confirming, sections)) this.confirming = null;
  }

  /**
   * Who sits back and opens their own microphone in somebody else's call is asked here, once for each
   * time: not again by a page that is loaded after their no, and never in the place of another question.
   */
  #hearWish() {
    const { visit } = this;
    const { own } = visit.sections;
    if (!own || visit.calling.isOurs) return;
    const at = own.wished_at ?? 0;
    this.#wished ??= at;
    if (at === this.#wished) return;
    const isOver = visit.now() - at >= ASKED_FOR;
    if (this.asking && !isOver) return;
    this.#wished = at;
    if (!isOver) visit.ask("come_back_in");
  }

  /** Nobody hears a press now; whether it is kept. @param {string} type */
  #isHeardLater(type) {
    this.visit.lull.say();
    if (isKept(type)) return true;
    this.refuse("not_connected");
    return false;
  }

  /**
   * @param {Omit<Confirming, "facts">} pressed
   * @param {Record<string, any>} answer
   */
  #hearNo(pressed, { code, facts }) {
    const { visit } = this;
    visit.wishes.note(pressed.type, false);
    if (code === "confirm_needed") this.confirming = { ...pressed, facts };
    else if (visit.stage !== "inside") return;
    else if (isOutOfDate(pressed.type, { code, facts })) this.refuse("agreement");
    else if (code === "stale") this.refuseLate(pressed);
    else this.refuse(code);
  }
}

/** Whether the meeting is still where the question arose; the case it names may be on its way. @type {(asked: Confirming, now: Sections) => boolean} */
function isAsItWas({ seen, facts }, now) {
  const [before, here] = [seen, now].map(({ phase, you }) => ({
    phase: phase?.phase_rev ?? you?.phase_rev,
    case: phase?.case_rev ?? you?.case_rev,
  }));
  return before?.phase === here?.phase && [before?.case, facts?.case_rev].includes(here?.case);
}

/** Whether the agreement was changed while somebody read it. @type {(type: string, answer: Record<string, any>) => boolean} */
const isOutOfDate = (type, { code, facts }) => type === "agree" && code === "stale" && Boolean(facts?.version);
