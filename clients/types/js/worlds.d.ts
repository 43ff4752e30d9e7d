/** @typedef {import("../web/wire/world.js").World} World */
/**
 * @param {() => Promise<string>} ticket
 * @param {Record<string, string>} headers of the handshake; a browser sets its own and takes none
 * @returns {World}
 */
export function world(ticket: () => Promise<string>, headers: Record<string, string>): World;
export type World = import("../web/wire/world.js").World;
