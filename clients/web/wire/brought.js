/**
 * What a page without cookies brings instead: the pass, by the path below which it acts. It is in this
 * page's memory alone, and gone with it.
 */

/** @type {Map<string, string>} */
const passes = new Map();

/**
 * From now on this pass is brought to everything below that path.
 * @param {string} path
 * @param {string} pass
 */
export function bring(path, pass) {
  passes.set(path, pass);
}

/**
 * The headers of a request by which the pass is brought; none where a cookie is.
 * @param {string} address
 * @returns {Record<string, string>}
 */
export function brought(address) {
  const path = [...passes.keys()].find((one) => address === one || address.startsWith(`${one}/`));
  return path ? { Authorization: `Bearer ${passes.get(path)}` } : {};
}
