/**
 * What was sent; throws `BadWebhook` for a wrong, missing or old signature. The same `webhook-id` may come
 * more than once, and deliveries may overtake each other: keep the ids that were done, and go by `seq`.
 * @param {string | Uint8Array} body the bytes as they came, or their text
 * @param {Headers | Record<string, string | undefined>} headers
 * @param {string | string[]} secrets the present one, and while they change the former too
 * @param {number} [now] milliseconds since the Unix epoch
 * @returns {Promise<Record<string, any>>}
 */
export function verified(body: string | Uint8Array, headers: Headers | Record<string, string | undefined>, secrets: string | string[], now?: number): Promise<Record<string, any>>;
