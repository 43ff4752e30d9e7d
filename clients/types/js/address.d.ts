/** Where a server is, and what a link is made of. Pure. */
/**
 * The parts of a link, `https://…/r/{room}#{secret}`; throws a `TypeError` that repeats nothing of it.
 * @param {string} text
 */
export function linkOf(text: string): {
    server: string;
    room: string;
    secret: string;
};
/**
 * The origin of a server; throws a `TypeError`.
 * @param {string} text
 */
export function serverOf(text: string): string;
export function socketOf(server: string): string;
