/**
 * The answer to a POST; rejects with a `Refusal`, whose `retry` is true where nobody answered.
 * @param {string} path
 * @param {Record<string, any>} body
 * @returns {Promise<any>}
 */
export function post(path: string, body?: Record<string, any>): Promise<any>;
/**
 * Open a link.
 * @param {string} link what stands behind the `#`
 * @param {string} room from the address
 * @param {string} [name] for somebody new on a shared link
 * @returns {Promise<Entered>}
 */
export function enter(link: string, room: string, name?: string): Promise<Entered>;
/**
 * Come in by a grant, without a cookie: what was given is brought from this page's memory.
 * @param {string} grant
 * @param {string} room from the address
 * @returns {Promise<Entered>}
 */
export function enterByGrant(grant: string, room: string): Promise<Entered>;
/**
 * Press without a connection, as after the end; rejects with a `Refusal`.
 * @param {string} path below which the pass acts
 * @param {Record<string, any>} frame a `do`
 */
export function command(path: string, frame: Record<string, any>): Promise<any>;
/**
 * The answer to a press as the frame it would be on a socket. Where nobody answered it is a refusal
 * to be tried again.
 * @param {string} path
 * @param {Record<string, any>} frame
 * @returns {Promise<Record<string, any>>}
 */
export function answered(path: string, frame: Record<string, any>): Promise<Record<string, any>>;
/**
 * The whole record of a meeting that has ended, for its leaders.
 * @param {string} path
 */
export function readRecord(path: string): Promise<any>;
/**
 * A secret for one `hello`.
 * @param {string} path below which the pass acts
 * @returns {Promise<string>}
 */
export function ticket(path: string): Promise<string>;
export type Refusal = {
    code: string;
    say: string;
    retry: boolean;
    facts?: Record<string, any>;
};
export type Entered = {
    room: string;
    person: string;
    name: string;
    role: "leader" | "member" | "observer";
    is_new: boolean;
    needs_confirmation: boolean;
    path: string;
};
