/**
 * A person's pass: a link becomes one, and it draws tickets. A browser keeps it as a cookie of the
 * server's own pages; a program keeps it here, in memory.
 */

import { PATIENCE, posted, read } from "./asking.js";
import { Refused } from "./refused.js";

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
    const headers = { "X-Pushback": "1", ...own };
    const answer = await posted(this.server + path, body, headers, this.patience);
    this.#cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? this.#cookie;
    return read(answer);
  }
}
