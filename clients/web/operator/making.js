/**
 * A meeting that is being made: what stands in the form, then the room and its links. A room whose
 * links were not all made says whose are missing, and goes on where it stopped.
 */

import { fieldOf, hoursFor, nextHour } from "./hours.js";
import { namesIn } from "./names.js";
import { minutesIn, planFor, total } from "./plan.js";

/** @typedef {import("./api.js").Role} Role */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./api.js").LinkTerms} LinkTerms */
/** @typedef {import("./api.js").Link & {url: string}} MadeLink */
/** @typedef {{room: string, starts: number, minutes: number, links: MadeLink[], missing: LinkTerms[]}} Made */

/** @type {Role[]} */
export const ROLES = ["leader", "member", "observer"];

export class Making {
  /** @type {import("./api.js").PlanLine[]} */
  plans = [];
  /** As it came. @type {Plan | null} */
  plan = null;
  /** The name of the plan that was chosen last, which may be on its way. */
  wanted = "";
  /** With the operator's changes, but for the minutes. @type {Plan | null} */
  own = null;
  /** Minutes as typed, by step. @type {Record<string, string>} */
  typed = {};
  starts = fieldOf(nextHour(Date.now()));
  /** @type {string | null} null is the usual one, in the reader's language */
  agreement = null;
  /** @type {Record<Role, string>} */
  people = { leader: "", member: "", observer: "" };
  isShared = false;
  /** @type {Made | null} */
  made = null;

  /** @param {import("./office.js").Office} office */
  constructor(office) {
    this.office = office;
  }

  async load() {
    const { api } = this.office;
    if (!api) return;
    const found = await api.plans();
    this.plans = found.plans;
    this.#take(await api.plan(found.default));
  }

  /** The last choice counts; where it cannot be had the plan that stands is chosen still. @param {string} name */
  async choose(name) {
    this.wanted = name;
    const isDone = await this.office.attempt(async (api) => {
      const plan = this.wanted === name && (await api.plan(name));
      if (plan && this.wanted === name) this.#take(plan);
    });
    if (!isDone && this.wanted === name) this.set({ wanted: this.plan?.name });
  }

  /** @param {Plan} plan */
  #take(plan) {
    this.plan = plan;
    this.wanted = plan.name;
    this.own = plan;
    this.typed = {};
  }

  /** Change what stands in the form. @param {Partial<Making>} changes */
  set(changes) {
    Object.assign(this, changes);
    this.office.onChange();
  }

  /**
   * Change the plan; minutes typed for a step that goes are forgotten with it.
   * @param {(plan: Plan) => Plan} change
   */
  change(change) {
    const before = this.draft;
    if (!before) return;
    const own = change(before);
    const stays = (/** @type {string} */ id) => own.steps.some((step) => step.id === id);
    this.set({ own, typed: Object.fromEntries(Object.entries(this.typed).filter(([id]) => stays(id))) });
  }

  // What the form says ----------------------------------------------------------------------------

  get hasWrongMinutes() {
    return Object.values(this.typed).some((typed) => minutesIn(typed) === null);
  }

  /** The plan as it stands in the form, with the minutes that can be read. @returns {Plan | null} */
  get draft() {
    const { own, typed } = this;
    const read = (/** @type {string} */ id) => (id in typed ? minutesIn(typed[id]) : null);
    return own && { ...own, steps: own.steps.map((step) => ({ ...step, minutes: read(step.id) ?? step.minutes })) };
  }

  get steps() {
    return this.draft?.steps ?? [];
  }

  /** NaN where there is none. */
  get startsAt() {
    return new Date(this.starts).getTime();
  }

  /** @param {Role} role */
  names(role) {
    return namesIn(this.people[role]);
  }

  /** The plan as a document, whether it was changed or not. @param {string} title for one that was changed */
  planned(title) {
    const { plan, draft } = this;
    const wanted = plan && draft && planFor(plan, draft, title);
    return typeof wanted === "string" ? plan : wanted;
  }

  // Making it -------------------------------------------------------------------------------------

  /**
   * @param {{agreement: string, title: string}} words the title is for a plan that was changed
   */
  make({ agreement, title }) {
    return this.office.attemptAlone(async (api) => {
      const { plan, draft } = this;
      if (!plan || !draft) return;
      const starts = this.startsAt;
      const minutes = total(this.steps);
      const { room } = await api.makeRoom({
        plan: planFor(plan, draft, title),
        agreement: { text: agreement },
      });
      const missing = this.#wanted(hoursFor(starts, minutes, Date.now()));
      this.made = { room, starts, minutes, links: [], missing };
      await this.#makeLinks();
    });
  }

  /** Go on with the links where it stopped. */
  goOn() {
    return this.office.attemptAlone(() => this.#makeLinks());
  }

  /** @param {number} hours @returns {LinkTerms[]} */
  #wanted(hours) {
    /** @type {LinkTerms[]} */
    const personal = ROLES.flatMap((role) =>
      this.names(role).map((name) => /** @type {LinkTerms} */ ({ kind: "personal", name, role, hours })),
    );
    return this.isShared ? [...personal, { kind: "shared", role: "member", hours }] : personal;
  }

  async #makeLinks() {
    const { made, office } = this;
    while (made?.missing.length && office.api) {
      made.links.push(await office.api.makeLink(made.room, made.missing[0]));
      made.missing.shift();
      office.onChange();
    }
  }

  /** The form again, with the same people and a new meeting in mind. */
  another() {
    this.set({ made: null });
  }
}
