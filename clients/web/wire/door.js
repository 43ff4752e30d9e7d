/** The ways in over HTTP: a link becomes a pass, a pass draws tickets. Nothing secret is kept here. */

import { bring, brought } from "./brought.js";

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
/** The status of too many requests. */
const BUSY = 429;

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
  const headers = { ...how.headers, ...brought(path) };
  const answer = await fetch(path, { credentials: "same-origin", ...how, headers }).catch(() => null);
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
  const { code = "failed", retry = answer.status >= 500 || answer.status === BUSY, facts } = problem;
  return { code, say: problem.detail ?? problem.title ?? "", retry, facts: { ...asked(answer), ...facts } };
}

/** Whoever stands before the server may answer in its place, and asks for its pause in seconds. @param {Response} answer */
function asked(answer) {
  const seconds = Number(answer.headers.get("Retry-After"));
  return seconds > 0 ? { after_ms: seconds * 1_000 } : {};
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
 * Come in by a grant, without a cookie: what was given is brought from this page's memory.
 * @param {string} grant
 * @param {string} room from the address
 * @returns {Promise<Entered>}
 */
export async function enterByGrant(grant, room) {
  const { token, ...entered } = await post("/api/enter/grant", { grant, room, keep: "memory" });
  bring(entered.path, token);
  return entered;
}

/**
 * Press without a connection, as after the end; rejects with a `Refusal`.
 * @param {string} path below which the pass acts
 * @param {Record<string, any>} frame a `do`
 */
export function command(path, frame) {
  return post(`${path}/commands`, frame);
}

/**
 * The answer to a press as the frame it would be on a socket. Where nobody answered it is a refusal
 * to be tried again.
 * @param {string} path
 * @param {Record<string, any>} frame
 * @returns {Promise<Record<string, any>>}
 */
export async function answered(path, frame) {
  try {
    const answer = await command(path, frame);
    return answer.t === "kept" ? { t: "refused", id: frame.id, code: "unavailable", retry: true } : answer;
  } catch (refusal) {
    return { t: "refused", id: frame.id, .../** @type {Refusal} */ (refusal) };
  }
}

/**
 * The whole record of a meeting that has ended, for its leaders.
 * @param {string} path
 */
export async function readRecord(path) {
  return (await reached(`${path}/record`, {})).json();
}

/**
 * A secret for one `hello`.
 * @param {string} path below which the pass acts
 * @returns {Promise<string>}
 */
export async function ticket(path) {
  return (await post(`${path}/ticket`)).ticket;
}
