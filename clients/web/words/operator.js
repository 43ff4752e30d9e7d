/** The words of the operator's page, in the language that is spoken. */

import { filled, isolated, language } from "./words.js";

/** @typedef {keyof import("./words.js").Language["operator"]} Key */

/**
 * The words for `key`, with what stands in its braces filled in, names of the other direction apart.
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  const apart = Object.entries(values).map(([hole, value]) => [hole, isolated(String(value))]);
  return filled(language().operator[key], Object.fromEntries(apart));
}

/**
 * The words for a name of the API, such as `refused.bad_key`; `usual` where there are none.
 * @param {string} group
 * @param {string} name
 * @param {string} [usual]
 */
export function named(group, name, usual = name) {
  const key = /** @type {Key} */ (`${group}.${name}`);
  return language().operator[key] ?? usual;
}
