/**
 * What a `hello` brings to be let in: the `resume` secret of the last `welcome`, or else a ticket. The
 * secret stays in this object: never in storage, which other tabs read or copy.
 */
/** @typedef {{resume: string} | {ticket: string} | {}} Secret */
export class Admission {
    /** @param {() => Promise<string>} ticket draws one, empty for a machine; rejects with a `Refusal` */
    constructor(ticket: () => Promise<string>);
    ticket: () => Promise<string>;
    /** @param {string} resume of a `welcome`, empty where it brings none */
    renew(resume: string): void;
    /** The chain of connections is broken: the next `hello` brings a ticket. */
    forget(): void;
    /** @returns {Promise<Secret>} */
    drawn(): Promise<Secret>;
    #private;
}
export type Secret = {
    resume: string;
} | {
    ticket: string;
} | {};
