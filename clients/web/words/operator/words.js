/** The words of the operator's page, apart from the circle's, so that its page loads none of them. */

import en from "./en.js";
import { filled, isolated } from "../words.js";

/** @typedef {keyof typeof en} Key */

/** @type {Record<Key, string>} */
let spoken = en;

/** @param {import("../words.js").Language} language */
export async function speak(language) {
  if (language !== "en") spoken = (await import(`./${language}.js`)).default;
}

/**
 * The words for `key`, with what stands in its braces filled in, names of the other direction apart.
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  const apart = Object.entries(values).map(([hole, value]) => [hole, isolated(String(value))]);
  return filled(spoken[key], Object.fromEntries(apart));
}

/**
 * The words for a name of the API, such as `refused.bad_key`; `usual` where there are none.
 * @param {string} group
 * @param {string} name
 * @param {string} [usual]
 */
export function named(group, name, usual = name) {
  const key = /** @type {Key} */ (`${group}.${name}`);
  return key in spoken ? spoken[key] : usual;
}
