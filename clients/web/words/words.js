/**
 * Words in the reader's language; adding a language is one file beside `en.js`, named by its tag.
 *
 * `en.js` is the list of all keys. A test holds every language to the same keys and placeholders.
 */

import * as english from "./en.js";

/** @typedef {keyof typeof english.default} Key */
/** @typedef {{ default: Record<Key, string>, operator: Record<keyof typeof english.operator, string>, direction: string }} Language */

/** @type {Language} */
let spoken = english;

/** The language that is spoken, the operator's words with it. */
export const language = () => spoken;

/** The primary part of a language's tag (RFC 5646), which names its file. */
const PRIMARY = /^[a-z]{2,3}(?![a-z])/;

/** Whoever reads more languages than these reads one of them. */
const MOST = 8;

/**
 * Speak the first of the reader's languages that we have; English where none of them can be had.
 * @param {readonly string[]} wanted as `navigator.languages`
 * @param {readonly string[]} had the tags of those we have; where none are named each is tried
 * @returns {Promise<{ tag: string, direction: string }>} what the document is then written in
 */
export async function speak(wanted, had = []) {
  const tags = wanted.slice(0, MOST).map((tag) => tag.toLowerCase().match(PRIMARY)?.[0] ?? "en");
  let tag = "en";
  spoken = english;
  for (const one of new Set(tags)) {
    const found = had.length && !had.includes(one) ? null : await loaded(one);
    if (!found) continue;
    [tag, spoken] = [one, found];
    break;
  }
  return { tag, direction: spoken.direction };
}

/**
 * @param {string} tag
 * @returns {Promise<Language | null>} null where we have no such file, or cannot reach it
 */
async function loaded(tag) {
  if (tag === "en") return english;
  return import(`./${tag}.js`).catch(() => null);
}

/**
 * The words for `key`, with what stands in its braces filled in.
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  const apart = Object.entries(values).map(([hole, value]) => [hole, isolated(String(value))]);
  return filled(spoken.default[key], Object.fromEntries(apart));
}

/** Letters that are written from right to left, and all the others. */
const LEFTWARD = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;
const RIGHTWARD = /(?![\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC])\p{L}/u;

/** What turns the words after it around, until it is ended. */
const TURNING = /[\u061C\u200E\u200F\u202A-\u202E\u2066\u2067]/;

/**
 * A name that may be of the other direction than the words around it, or turns them around, kept apart
 * from them, so that neither turns the other's commas and brackets around; anything else as it is.
 * @param {string} name
 */
export function isolated(name) {
  const isOfTheOther = (spoken.direction === "rtl" ? RIGHTWARD : LEFTWARD).test(name) || TURNING.test(name);
  return isOfTheOther && !name.includes("\u2068") ? `\u2068${name}\u2069` : name;
}

/** Names one after another, each kept apart. @param {string[]} names */
export const listed = (names) => names.map(isolated).join(", ");

/**
 * Words with what stands in their braces filled in.
 * @param {string} words
 * @param {Record<string, string | number>} values
 */
export function filled(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * The words for a name of the wire, such as `phase.discuss`; the name itself where there are none,
 * as of a newer server.
 * @param {string} group
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 */
export function named(group, name, values = {}) {
  const key = /** @type {Key} */ (`${group}.${name}`);
  return key in spoken.default ? say(key, values) : name;
}
