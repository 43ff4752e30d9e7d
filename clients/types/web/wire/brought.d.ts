/**
 * From now on this pass is brought to everything below that path.
 * @param {string} path
 * @param {string} pass
 */
export function bring(path: string, pass: string): void;
/**
 * The headers of a request by which the pass is brought; none where a cookie is.
 * @param {string} address
 * @returns {Record<string, string>}
 */
export function brought(address: string): Record<string, string>;
