/** What can go wrong, each with what a program needs to know of it. */

/** The server said no. `code` is stable and for programs, `say` one sentence for people. */
export class Refused extends Error {
  /** @param {{code: string, say?: string, retry?: boolean, facts?: Record<string, any>}} refusal */
  constructor({ code, say = "", retry = false, facts = {} }) {
    super(say ? `${say} (${code})` : code);
    this.name = "Refused";
    this.code = code;
    this.say = say;
    /** Whether the same may be asked again as it is. */
    this.retry = retry;
    /** Numbers, ids and words of the server's (docs/protocol.md, "Refusals"). */
    this.facts = facts;
  }
}

/** The connection is over and does not come back by itself. */
export class Stopped extends Error {
  /**
   * @param {string} reason `left` (by our own hand), `closed` (the meeting has ended), `replaced` (this
   *   person is connected elsewhere), `revoked`, `forbidden`, `version`, `fault`, or the code of the
   *   refusal that said why
   */
  constructor(reason) {
    super(`the connection is over: ${reason}`);
    this.name = "Stopped";
    this.reason = reason;
  }
}

/** This webhook is not from whom it says it is, or too old: answer 400, and believe nothing. */
export class BadWebhook extends Error {
  constructor() {
    super("this webhook is not from whom it says it is, or too old");
    this.name = "BadWebhook";
  }
}
