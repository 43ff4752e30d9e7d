/** What can go wrong, each with what a program needs to know of it. */
/** The server said no. `code` is stable and for programs, `say` one sentence for people. */
export class Refused extends Error {
    /** @param {{code: string, say?: string, retry?: boolean, facts?: Record<string, any>}} refusal */
    constructor({ code, say, retry, facts }: {
        code: string;
        say?: string;
        retry?: boolean;
        facts?: Record<string, any>;
    });
    code: string;
    say: string;
    /** Whether the same may be asked again as it is. */
    retry: boolean;
    /** Numbers, ids and words of the server's (docs/protocol.md, "Refusals"). */
    facts: Record<string, any>;
}
/** The connection is over and does not come back by itself. */
export class Stopped extends Error {
    /**
     * @param {string} reason `left` (by our own hand), `closed` (the meeting has ended), `replaced` (this
     *   person is connected elsewhere), `revoked`, `forbidden`, `version`, `fault`, or the code of the
     *   refusal that said why
     */
    constructor(reason: string);
    reason: string;
}
/** This webhook is not from whom it says it is, or too old: answer 400, and believe nothing. */
export class BadWebhook extends Error {
    constructor();
}
