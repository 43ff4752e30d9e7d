/**
 * Words in the reader's language; adding a language is one file beside `en.js` and one line here.
 *
 * `en.js` is the list of all keys. A test holds every language to the same keys and placeholders.
 */

import en from "./en.js";

/** @typedef {keyof typeof en} Key */
/** @typedef {Record<Key, string>} Words */

/** How each language is loaded, and which way it is written. */
export const LANGUAGES = {
  en: { name: "English", direction: "ltr", load: async () => en },
  de: { name: "Deutsch", direction: "ltr", load: async () => (await import("./de.js")).default },
  fr: { name: "Français", direction: "ltr", load: async () => (await import("./fr.js")).default },
  he: { name: "עברית", direction: "rtl", load: async () => (await import("./he.js")).default },
};

/** @typedef {keyof typeof LANGUAGES} Language */

/** @type {Words} */
let spoken = en;
let isRightToLeft = false;

/**
 * The first of the reader's languages that we have.
 * @param {readonly string[]} wanted as `navigator.languages`
 * @returns {Language}
 */
export function chosen(wanted) {
  const found = wanted.map((tag) => tag.toLowerCase().split("-")[0]).find((tag) => tag in LANGUAGES);
  return /** @type {Language} */ (found ?? "en");
}

/** @param {Language} language */
export async function speak(language) {
  spoken = await LANGUAGES[language].load();
  isRightToLeft = LANGUAGES[language].direction === "rtl";
}

/**
 * The words for `key`, with what stands in its braces filled in.
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  const apart = Object.entries(values).map(([hole, value]) => [hole, isolated(String(value))]);
  return filled(spoken[key], Object.fromEntries(apart));
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
  const isOfTheOther = (isRightToLeft ? RIGHTWARD : LEFTWARD).test(name) || TURNING.test(name);
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
  return key in spoken ? say(key, values) : name;
}
