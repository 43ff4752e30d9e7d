/**
 * Whether a webhook is from whom it says it is: Standard Webhooks (https://www.standardwebhooks.com), by
 * the Web Crypto of whatever runs this.
 */

import { BadWebhook } from "./refused.js";

/** The longest body that is looked at, in bytes. */
const MOST_BYTES = 64 * 1_024;
/** Seconds by which it may be old, or early. */
const TOLERANCE = 5 * 60;
const PREFIX = "whsec_";
const HMAC = { name: "HMAC", hash: "SHA-256" };

/**
 * What was sent; throws `BadWebhook` for a wrong, missing or old signature. The same `webhook-id` may come
 * more than once, and deliveries may overtake each other: keep the ids that were done, and go by `seq`.
 * @param {string | Uint8Array} body the bytes as they came, or their text
 * @param {Headers | Record<string, string | undefined>} headers
 * @param {string | string[]} secrets the present one, and while they change the former too
 * @param {number} [now] milliseconds since the Unix epoch
 * @returns {Promise<Record<string, any>>}
 */
export async function verified(body, headers, secrets, now = Date.now()) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const said = new Headers(/** @type {any} */ (headers));
  const [id, at, signatures] = ["id", "timestamp", "signature"].map((name) => said.get(`webhook-${name}`));
  if (!id || !at || !signatures || !/^\d{1,12}$/.test(at) || bytes.length > MOST_BYTES) throw new BadWebhook();
  if (Math.abs(now / 1_000 - Number(at)) > TOLERANCE) throw new BadWebhook();
  const signed = joined(new TextEncoder().encode(`${id}.${at}.`), bytes);
  for (const secret of [secrets].flat()) {
    if (await isOf(secret, signed, signatures)) return read(bytes);
  }
  throw new BadWebhook();
}

/**
 * @param {string} secret
 * @param {Uint8Array<ArrayBuffer>} signed
 * @param {string} signatures
 */
async function isOf(secret, signed, signatures) {
  const raw = decoded(secret.replace(PREFIX, ""));
  if (!raw?.length) throw new TypeError("a secret is whsec_ and base64");
  const key = await crypto.subtle.importKey("raw", raw, HMAC, false, ["verify"]);
  for (const one of signatures.split(" ")) {
    const [version, text = ""] = one.split(",");
    const signature = version === "v1" ? decoded(text) : null;
    // It compares in constant time.
    if (signature && (await crypto.subtle.verify("HMAC", key, signature, signed))) return true;
  }
  return false;
}

/** @param {Uint8Array} bytes */
function read(bytes) {
  try {
    const said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (said && typeof said === "object" && !Array.isArray(said)) return said;
  } catch {
    // It was signed, and is no webhook all the same.
  }
  throw new BadWebhook();
}

/** @param {string} base64 */
function decoded(base64) {
  try {
    return Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  } catch {
    return null;
  }
}

/**
 * @param {Uint8Array} first
 * @param {Uint8Array} then
 */
function joined(first, then) {
  const both = new Uint8Array(first.length + then.length);
  both.set(first);
  both.set(then, first.length);
  return both;
}
