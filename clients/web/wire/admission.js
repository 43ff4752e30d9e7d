/**
 * What a `hello` brings to be let in: the `resume` secret of the last `welcome`, or else a ticket. The
 * secret stays in this object: never in storage, which other tabs read or copy.
 */

/** @typedef {{resume: string} | {ticket: string} | {}} Secret */

export class Admission {
  #resume = "";

  /** @param {() => Promise<string>} ticket draws one, empty for a machine; rejects with a `Refusal` */
  constructor(ticket) {
    this.ticket = ticket;
  }

  /** @param {string} resume of a `welcome`, empty where it brings none */
  renew(resume) {
    this.#resume = resume;
  }

  /** The chain of connections is broken: the next `hello` brings a ticket. */
  forget() {
    this.#resume = "";
  }

  /** @returns {Promise<Secret>} */
  async drawn() {
    if (this.#resume) return { resume: this.#resume };
    const ticket = await this.ticket();
    return ticket ? { ticket } : {};
  }
}
