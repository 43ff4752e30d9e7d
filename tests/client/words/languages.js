/** Every language that has a file: what a test of "each language" goes through. */

import { readdirSync } from "node:fs";

const FOLDER = new URL("../../../clients/web/words/", import.meta.url);
const NAMED_BY_A_TAG = /^[a-z]{2,3}\.js$/;

export const TAGS = readdirSync(FOLDER)
  .filter((name) => NAMED_BY_A_TAG.test(name))
  .map((name) => name.slice(0, -".js".length));

/**
 * The file of that language.
 * @param {string} tag
 * @returns {Promise<import("../../../clients/web/words/words.js").Language>}
 */
export const language = (tag) => import(`../../../clients/web/words/${tag}.js`);
