/**
 * A rehearsal for one: a room that is marked as such, a leader's link, and bots that sit in the
 * circle. Bots have links to no other room than the one that was just made for them.
 */

import { Bot, doorway } from "./bot.js";
import { tooLong } from "./names.js";

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {{agreement: string, title: string, leader: string, names: string[]}} Terms */
/** @typedef {{plan: Plan, url: string, bots: Bot[], hasBeenLeft: boolean}} Rehearsal */

/** How many times shorter each step is. */
export const TIMES = 10;
/** Hours that its links open it. */
const HOURS = 6;

/**
 * The plan with shorter steps. The room itself runs at its usual speed: a hand that takes a move
 * back, or a page that is loaded again, is no faster in a rehearsal.
 * @param {Plan} plan
 * @returns {Plan}
 */
export function hurried(plan) {
  return { ...plan, steps: plan.steps.map((step) => ({ ...step, minutes: step.minutes / TIMES })) };
}

export class Rehearsing {
  /** @type {Rehearsal | null} */
  now = null;

  /**
   * @param {import("./office.js").Office} office
   * @param {(room: string) => import("./bot.js").Doorway} world
   */
  constructor(office, world = doorway) {
    this.office = office;
    this.world = world;
  }

  /** Make it with the plan as it stands in the form, and let the bots come in. @param {Terms} terms */
  begin({ agreement, title, leader, names }) {
    return this.office.attemptAlone(async (api) => {
      const plan = this.office.making.planned(title);
      if (!plan) return;
      const { room } = await api.makeRoom({ plan: hurried(plan), agreement: { text: agreement }, rehearsal: { speed: 1 } });
      const link = async (/** @type {string} */ name, /** @type {"leader" | "member"} */ role) =>
        (await api.makeLink(room, { kind: "personal", name, role, hours: HOURS })).url;
      const url = await link(tooLong([leader]).length ? leader.slice(0, 20) : leader, "leader");
      const secrets = [];
      for (const name of names) secrets.push(new URL(await link(name, "member")).hash.slice(1));
      this.now = { plan, url, hasBeenLeft: false, bots: this.#bots(secrets, this.world(room)) };
      this.#comeIn(this.now.bots);
    });
  }

  /** @param {string[]} secrets @param {import("./bot.js").Doorway} world */
  #bots(secrets, world) {
    const onChange = () => this.office.onChange();
    return secrets.map((secret, at) => new Bot({ secret, place: { at, of: secrets.length }, world, onChange }));
  }

  /** One behind the other, as people come. @param {Bot[]} bots */
  async #comeIn(bots) {
    for (const bot of bots) await bot.comeIn();
  }

  /** How many bots sit in the circle. */
  get count() {
    return this.now?.bots.filter((bot) => bot.isIn).length ?? 0;
  }

  /** Whether its meeting has ended. */
  get hasEnded() {
    return Boolean(this.now?.bots.some((bot) => bot.hasSeenEnd));
  }

  /** Take the bots away; the page says that it is over. */
  end() {
    if (!this.now) return;
    this.now.hasBeenLeft = true;
    for (const bot of this.now.bots) bot.leave();
    this.office.onChange();
  }

  /** Take the bots away, and show the form again. */
  close() {
    this.end();
    this.now = null;
    this.office.onChange();
  }

  /** The tab is looked at again, or the machine is online. */
  wake() {
    this.now?.bots.forEach((bot) => bot.wake());
  }
}
