/** What needs a leader, to be heard once by each leader: a new wish, a move that waits, who is missing or back in; and what a leader asks of who sits back. */

import { moveInWords } from "../view/leading/about_to.js";
import { justGone, nameOf, needOf, presenterOf } from "../view/leading/people.js";
import { say } from "../words/words.js";
import { backIn } from "./back_in.js";
import { waitingElsewhere } from "./moves.js";
import { reminderOf } from "./reminder.js";

/** @typedef {import("./visit.js").Visit} Visit */
/** @typedef {[key: string, words: string]} Item */

export class Needing {
  /** What needed a leader when one last looked. @type {string[]} */
  #before = [];

  /** What has come since. @param {Visit} visit @returns {string[]} */
  news(visit) {
    const now = items(visit);
    const news = now.filter(([key]) => !this.#before.includes(key));
    this.#before = now.map(([key]) => key);
    return news.map(([, words]) => words);
  }
}

/** @param {Visit} visit @returns {Item[]} */
function items(visit) {
  const leads = visit.you.audience === "leader";
  return [...own(visit), ...reminder(visit), ...(leads ? [...moves(visit), ...needs(visit), ...missing(visit), ...back(visit), ...objections(visit), ...gone(visit)] : [])];
}

/** This page's own move, while it waits; who leads and presents has it too. @param {Visit} visit @returns {Item[]} */
function own({ sections, moves: { pending } }) {
  return pending ? [[`own ${pending.pressed}`, say("lead.pending", { move: moveInWords(sections, pending.move, pending.fields.to) })]] : [];
}

/** What a leader asks of who sits back. @param {Visit} visit @returns {Item[]} */
function reminder(visit) {
  const one = reminderOf(visit);
  return one && visit.now() < one.until ? [[`reminder ${one.at}`, say("back.reminded")]] : [];
}

/** @param {Visit} visit @returns {Item[]} */
function moves(visit) {
  const move = waitingElsewhere(visit);
  if (!move || visit.now() >= move.until) return [];
  const words = { name: nameOf(visit.sections, move.by), move: moveInWords(visit.sections, move.move, move.to) };
  return [[`move ${move.until}`, say("lead.other_moves", words)]];
}

/** @param {Visit} visit @returns {Item[]} */
function needs({ sections }) {
  const open = (sections.signals?.needs ?? []).filter((/** @type {any} */ one) => !one.seen_by.length);
  return open.map((/** @type {any} */ { person }) => [`need ${person}`, needOf(sections, person)]);
}

/** @param {Visit} visit @returns {Item[]} */
function missing({ sections }) {
  const presenter = presenterOf(sections);
  if (!sections.presence?.presenter_missing || !presenter) return [];
  return [[`missing ${presenter.person}`, say("lead.missing", { name: presenter.name })]];
}

/** @param {Visit} visit @returns {Item[]} */
function back(visit) {
  const one = backIn(visit);
  return one ? [[`back ${one.at}`, say("chair.ended", { name: one.name })]] : [];
}

/** @param {Visit} visit @returns {Item[]} */
function objections({ sections }) {
  return (sections.signals?.objections ?? []).map((/** @type {any} */ one) => [
    `objection ${one.by} ${one.observer}`,
    say("lead.objection", { name: nameOf(sections, one.by), observer: nameOf(sections, one.observer) }),
  ]);
}

/** @param {Visit} visit @returns {Item[]} */
const gone = (visit) => justGone(visit.sections, visit.now()).map(({ person, name, at }) => [`gone ${person} ${at}`, say("lead.gone", { name })]);
