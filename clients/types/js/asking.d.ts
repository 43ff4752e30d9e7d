/**
 * The answer to a POST; throws `Refused`, as `lost` where nobody answers.
 * @param {string} url
 * @param {Record<string, any>} body
 * @param {Record<string, string>} headers
 * @param {number} [patience]
 */
export function posted(url: string, body: Record<string, any>, headers: Record<string, string>, patience?: number): Promise<Response>;
/** What was answered. @param {Response} answer @returns {Promise<any>} */
export function read(answer: Response): Promise<any>;
/** Milliseconds to wait for an answer. */
export const PATIENCE: 15000;
