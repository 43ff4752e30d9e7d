/** Names as people write or paste them, one a line. Pure. */

export const LONGEST = 60;

/**
 * The names, without what stands around them in a list that was pasted: marks, numbers, addresses.
 * @param {string} text
 * @returns {string[]}
 */
export function namesIn(text) {
  return text
    .split(/[\n\r;]+/)
    .map((line) => line.replace(/<[^>]*>?/g, " ").replace(/^\s*(?:[-*•–]|\d+[.)])\s+/, ""))
    .map((line) => line.replace(/[\s\p{Cc}<>]+/gu, " ").trim())
    .filter(Boolean);
}

/**
 * The names that stand there twice, each once: the circle could not tell them apart.
 * @param {string[]} names
 */
export function twice(names) {
  const small = names.map((name) => name.toLocaleLowerCase());
  return names.filter((_, at) => small.indexOf(small[at]) < at && small.lastIndexOf(small[at]) === at);
}

/** Those that no circle has room for. @param {string[]} names */
export function tooLong(names) {
  return names.filter((name) => [...name].length > LONGEST);
}
