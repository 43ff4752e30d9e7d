/**
 * A person's pass: a link becomes one, and it draws tickets. A browser keeps it as a cookie of the
 * server's own pages; a program keeps it here, in memory.
 */

import { Refused } from "./refused.js";

/** Milliseconds to wait for an answer. */
export const PATIENCE = 15_000;
/** Refusals of a pass after which its link is opened again. */
const OPEN_AGAIN = ["pass_invalid", "pass_expired"];

export class Pass {
  #cookie = "";
  #path = "";
  #entering;
  patience = PATIENCE;

  /** @param {{server: string, room: string, secret: string, name?: string}} link */
  constructor({ server, room, secret, name }) {
    this.server = server;
    this.#entering = { link: secret, room, ...(name && { name }) };
  }

  /** Open the link, which spends nothing. @returns {Promise<{room: string, person: string}>} */
  async open() {
    const entered = await this.#post("/api/enter", this.#entering);
    this.#path = entered.path;
    return entered;
  }

  /** A ticket; where the pass has run out, the link is opened again. @returns {Promise<string>} */
  async ticket() {
    try {
      return (await this.#post(`${this.#path}/ticket`)).ticket;
    } catch (refused) {
      if (!(refused instanceof Refused) || !OPEN_AGAIN.includes(refused.code)) throw refused;
    }
    await this.open();
    return (await this.#post(`${this.#path}/ticket`)).ticket;
  }

  /**
   * @param {string} path
   * @param {Record<string, any>} body
   */
  async #post(path, body = {}) {
    // A browser drops the two headers that are its own, and sends its cookie.
    const own = { Origin: this.server, ...(this.#cookie && { Cookie: this.#cookie }) };
    const headers = { "Content-Type": "application/json", "X-Pushback": "1", ...own };
    // To the server that was named and nowhere else: what is asked with is a secret.
    const how = { redirect: /** @type {const} */ ("manual"), signal: AbortSignal.timeout(this.patience) };
    const asked = { method: "POST", headers, body: JSON.stringify(body), ...how };
    const answer = await fetch(this.server + path, asked).catch(() => null);
    if (!answer) throw new Refused({ code: "lost", retry: true });
    if (answer.type === "opaqueredirect" || (answer.status >= 300 && answer.status < 400)) throw elsewhere();
    if (!answer.ok) throw await refusal(answer);
    this.#cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? this.#cookie;
    return answer.json().catch(() => Promise.reject(strange()));
  }
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
