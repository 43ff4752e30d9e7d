/** Where a server is, and what a link is made of. Pure. */

/**
 * The parts of a link, `https://…/r/{room}#{secret}`; throws a `TypeError` that repeats nothing of it.
 * @param {string} text
 */
export function linkOf(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  const [, room] = url?.pathname.match(/^\/r\/([^/]+)$/) ?? [];
  const secret = url?.hash.slice(1);
  if (!url || !room || !secret) throw new TypeError("no link begins so: https://…/r/{room}#{secret}");
  return { server: serverOf(text), room, secret };
}

/**
 * The origin of a server; throws a `TypeError`.
 * @param {string} text
 */
export function serverOf(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username) throw new TypeError("no server begins so: https://…");
  return url.origin;
}

/** Where it takes sockets. @param {string} server */
export const socketOf = (server) => `${server.replace(/^http/, "ws")}/ws`;
