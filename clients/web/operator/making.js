/**
 * A meeting that is being made: what stands in the form, then the room and its links. A room whose
 * links were not all made says whose are missing, and goes on where it stopped.
 */

import { fieldOf, hoursFor, nextHour } from "./hours.js";
import { namesIn } from "./names.js";
import { minutesIn, planFor, stepsOf, total, unchanged } from "./plan.js";

/** @typedef {import("./api.js").Role} Role */
/** @typedef {import("./api.js").LinkTerms} LinkTerms */
/** @typedef {import("./api.js").Link & {url: string}} MadeLink */
/** @typedef {{room: string, starts: number, minutes: number, links: MadeLink[], missing: LinkTerms[]}} Made */

/** @type {Role[]} */
export const ROLES = ["leader", "member", "observer"];
const REHEARSAL_SPEED = 10;

export class Making {
  /** @type {import("./api.js").PlanLine[]} */
  plans = [];
  /** @type {import("./plan.js").Plan | null} */
  plan = null;
  /** As typed, by step. @type {Record<string, string>} */
  typed = {};
  /** @type {Record<string, string>} */
  texts = {};
  clock = "";
  starts = fieldOf(nextHour(Date.now()));
  /** @type {string | null} null is the usual one, in the reader's language */
  agreement = null;
  /** @type {Record<Role, string>} */
  people = { leader: "", member: "", observer: "" };
  isShared = false;
  isRehearsal = false;
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

  /** @param {string} name */
  choose(name) {
    return this.office.attempt(async (api) => this.#take(await api.plan(name)));
  }

  /** @param {import("./plan.js").Plan} plan */
  #take(plan) {
    this.plan = plan;
    this.typed = {};
    ({ texts: this.texts, clock: this.clock } = unchanged(plan));
  }

  /** Change what stands in the form. @param {Partial<Making>} changes */
  set(changes) {
    Object.assign(this, changes);
    this.office.onChange();
  }

  // What the form says ----------------------------------------------------------------------------

  /** Minutes by step, where they can be read. */
  get minutes() {
    const read = Object.entries(this.typed).map(([id, typed]) => [id, minutesIn(typed)]);
    return Object.fromEntries(read.filter(([, minutes]) => minutes !== null));
  }

  get hasWrongMinutes() {
    return Object.values(this.typed).some((typed) => minutesIn(typed) === null);
  }

  get steps() {
    return this.plan ? stepsOf(this.plan, this.#changes) : [];
  }

  get #changes() {
    return { minutes: this.minutes, texts: this.texts, clock: this.clock };
  }

  /** NaN where there is none. */
  get startsAt() {
    return new Date(this.starts).getTime();
  }

  /** @param {Role} role */
  names(role) {
    return namesIn(this.people[role]);
  }

  /** The plan as it stands in the form, as a document. @param {string} title for one that was changed */
  planned(title) {
    const plan = this.plan && planFor(this.plan, this.#changes, title);
    return typeof plan === "string" ? this.plan : plan;
  }

  // Making it -------------------------------------------------------------------------------------

  /**
   * @param {{agreement: string, title: string}} words the title is for a plan that was changed
   */
  make({ agreement, title }) {
    return this.office.attempt(async (api) => {
      if (!this.plan) return;
      const starts = this.startsAt;
      const minutes = total(this.steps);
      const { room } = await api.makeRoom({
        plan: planFor(this.plan, this.#changes, title),
        agreement: { text: agreement },
        ...(this.isRehearsal && { rehearsal: { speed: REHEARSAL_SPEED } }),
      });
      const missing = this.#wanted(hoursFor(starts, minutes, Date.now()));
      this.made = { room, starts, minutes, links: [], missing };
      await this.#makeLinks();
    });
  }

  /** Go on with the links where it stopped. */
  goOn() {
    return this.office.attempt(() => this.#makeLinks());
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
