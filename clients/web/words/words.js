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
}

/**
 * The words for `key`, with what stands in its braces filled in.
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  return filled(spoken[key], values);
}

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
