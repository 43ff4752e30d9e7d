/** Asking a server over HTTP: to the one that was named and nowhere else, and never for ever. */

import { Refused } from "./refused.js";

/** Milliseconds to wait for an answer. */
export const PATIENCE = 15_000;

/**
 * The answer to a POST; throws `Refused`, as `lost` where nobody answers.
 * @param {string} url
 * @param {Record<string, any>} body
 * @param {Record<string, string>} headers
 * @param {number} [patience]
 */
export async function posted(url, body, headers, patience = PATIENCE) {
  // What is asked with is a secret.
  const how = { redirect: /** @type {const} */ ("manual"), signal: AbortSignal.timeout(patience) };
  const asked = { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body), ...how };
  const answer = await fetch(url, asked).catch(() => null);
  if (!answer) throw new Refused({ code: "lost", retry: true });
  if (answer.type === "opaqueredirect" || (answer.status >= 300 && answer.status < 400)) throw elsewhere();
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

/** What was answered. @param {Response} answer @returns {Promise<any>} */
export function read(answer) {
  return answer.json().catch(() => Promise.reject(strange()));
}

/** Somebody before the server sends elsewhere, as a wrong address or a hotel's network does. */
function elsewhere() {
  const say = "What answers sends elsewhere, where no secret is sent: give the address that it leads to.";
  return new Refused({ code: "failed", say, retry: true });
}

function strange() {
  return new Refused({ code: "failed", say: "The answer is not one of a Pushback server.", retry: true });
}

/** @param {Response} answer */
async function refusal(answer) {
  const problem = await answer.json().catch(() => ({}));
  const { code = "failed", retry = answer.status >= 500 || answer.status === 429, facts, detail } = problem;
  const seconds = Number(answer.headers.get("Retry-After"));
  return new Refused({ code, say: detail, retry, facts: { ...(seconds > 0 && { after_ms: seconds * 1_000 }), ...facts } });
}
