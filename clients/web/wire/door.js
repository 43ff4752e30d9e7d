/** The ways in over HTTP: a link becomes a pass, a pass draws tickets. Nothing secret is kept here. */

/** @typedef {{code: string, say: string, retry: boolean, facts?: Record<string, any>}} Refusal */
/**
 * @typedef {object} Entered
 * @property {string} room
 * @property {string} person
 * @property {string} name
 * @property {"leader" | "member" | "observer"} role
 * @property {boolean} is_new
 * @property {boolean} needs_confirmation
 * @property {string} path
 */

const JSON_TYPE = "application/json";

/**
 * The answer to a POST; rejects with a `Refusal`, whose `retry` is true where nobody answered.
 * @param {string} path
 * @param {Record<string, any>} body
 * @returns {Promise<any>}
 */
export async function post(path, body = {}) {
  const answer = await reached(path, {
    method: "POST",
    headers: { "Content-Type": JSON_TYPE, "X-Pushback": "1" },
    body: JSON.stringify(body),
  });
  return answer.status === 204 ? null : answer.json();
}

/**
 * @param {string} path
 * @param {RequestInit} how
 */
async function reached(path, how) {
  const answer = await fetch(path, { credentials: "same-origin", ...how }).catch(() => null);
  if (!answer) throw lost();
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

/** @returns {Refusal} */
function lost() {
  return { code: "lost", say: "", retry: true };
}

/**
 * @param {Response} answer
 * @returns {Promise<Refusal>}
 */
async function refusal(answer) {
  const problem = await answer.json().catch(() => ({}));
  const { code = "failed", retry = answer.status >= 500, facts } = problem;
  return { code, say: problem.detail ?? problem.title ?? "", retry, facts };
}

/**
 * Open a link.
 * @param {string} link what stands behind the `#`
 * @param {string} room from the address
 * @param {string} [name] for somebody new on a shared link
 * @returns {Promise<Entered>}
 */
export function enter(link, room, name) {
  return post("/api/enter", { link, room, ...(name && { name }) });
}

/**
 * A secret for one `hello`.
 * @param {string} path below which the pass acts
 * @returns {Promise<string>}
 */
export async function ticket(path) {
  return (await post(`${path}/ticket`)).ticket;
}
