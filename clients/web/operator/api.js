/** The operator's side of the HTTP API: the key with every request, a refusal with its code. */

/** @typedef {{code: string, detail: string, facts: Record<string, any>}} Refusal */
/** @typedef {"leader" | "member" | "observer"} Role */
/** @typedef {{kind: "personal", name: string, role: Role, hours: number} | {kind: "shared", role: "member" | "observer", hours: number}} LinkTerms */
/**
 * @typedef {object} Link
 * @property {string} id
 * @property {"personal" | "shared"} kind
 * @property {Role} role
 * @property {string | null} name
 * @property {number} expires_at
 * @property {number | null} revoked_at
 * @property {string} [url] only of one just made
 */
/** @typedef {{room: string, plan: string, title: string, is_rehearsal: boolean, has_begun: boolean, has_ended: boolean, created_at: number}} Room */
/** @typedef {{id: string, label: string, scopes: string[], rooms: string[], expires_at: number | null, revoked_at: number | null, last_used_at: number | null, key?: string}} Key */
/** @typedef {{name: string, title: string, minutes: number, cases: number}} PlanLine */

const PAGE = 20;

export class Api {
  /** @param {string} key */
  constructor(key) {
    this.key = key;
  }

  /** @returns {Promise<{default: string, plans: PlanLine[]}>} */
  plans() {
    return this.#ask("GET", "/api/plans");
  }

  /** @param {string} name @returns {Promise<import("./plan.js").Plan>} */
  plan(name) {
    return this.#ask("GET", `/api/plans/${name}`);
  }

  /**
   * @param {{plan: string | object, agreement: {text: string}, rehearsal?: {speed: number}}} terms
   * @returns {Promise<{room: string}>}
   */
  makeRoom(terms) {
    return this.#ask("POST", "/api/rooms", terms);
  }

  /**
   * Some rooms, the newest first, with what an operator may know of each.
   * @param {string} after
   * @returns {Promise<{rooms: Room[], next: string | null}>}
   */
  async rooms(after = "") {
    const { rooms, next } = await this.#ask("GET", `/api/rooms?limit=${PAGE}&after=${encodeURIComponent(after)}`);
    const each = rooms.map((/** @type {string} */ room) => this.#ask("GET", `/api/rooms/${room}`));
    return { rooms: await Promise.all(each), next };
  }

  /** @param {string} room @returns {Promise<Link[]>} */
  async links(room) {
    return (await this.#ask("GET", `/api/rooms/${room}/links`)).links;
  }

  /** @param {string} room @param {LinkTerms} terms @returns {Promise<Link & {url: string}>} */
  makeLink(room, terms) {
    return this.#ask("POST", `/api/rooms/${room}/links`, terms);
  }

  /** @param {string} room @param {string} link */
  revokeLink(room, link) {
    return this.#ask("DELETE", `/api/rooms/${room}/links/${link}`);
  }

  /** @returns {Promise<Key[]>} */
  async keys() {
    return (await this.#ask("GET", "/api/keys")).keys;
  }

  /** @param {{label: string, scopes: string[], rooms: string[], hours: number | null}} terms @returns {Promise<Key & {key: string}>} */
  makeKey(terms) {
    return this.#ask("POST", "/api/keys", terms);
  }

  /** @param {string} key */
  revokeKey(key) {
    return this.#ask("DELETE", `/api/keys/${key}`);
  }

  /**
   * The answer; rejects with a `Refusal`.
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<any>}
   */
  async #ask(method, path, body) {
    const answer = await fetch(path, {
      method,
      credentials: "omit",
      headers: { Authorization: `Bearer ${this.key}`, ...(body && { "Content-Type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    }).catch(() => null);
    if (!answer) throw /** @type {Refusal} */ ({ code: "lost", detail: "", facts: {} });
    if (!answer.ok) throw await refusal(answer);
    return answer.status === 204 ? null : answer.json().catch(garbled);
  }
}

/** Something between here and the server answered in its place. @returns {never} */
function garbled() {
  throw /** @type {Refusal} */ ({ code: "failed", detail: "", facts: {} });
}

/** @param {Response} answer @returns {Promise<Refusal>} */
async function refusal(answer) {
  const { code = "failed", detail = "", facts = {} } = await answer.json().catch(() => ({}));
  return { code, detail, facts };
}
