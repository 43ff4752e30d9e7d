/**
 * @param {string} path below which the pass acts
 * @returns {World}
 */
export function browserWorld(path: string): World;
export function socketAddress(): string;
/** The times and the chance of a browser. @type {Pick<World, "steady" | "wall" | "chance" | "uuid" | "after" | "forget">} */
export const BROWSER: Pick<World, "steady" | "wall" | "chance" | "uuid" | "after" | "forget">;
export type World = {
    open: (url: string) => WebSocket;
    /**
     * draws a ticket, empty for a machine, whose key is in the handshake; rejects with a `Refusal`
     */
    ticket: () => Promise<string>;
    /**
     * a `StreamSocket`, where sockets are blocked
     */
    stream: (cursor: import("./stream.js").Cursor) => any;
    /**
     * milliseconds that never jump
     */
    steady: () => number;
    /**
     * milliseconds of the wall clock
     */
    wall: () => number;
    /**
     * 0 to 1
     */
    chance: () => number;
    uuid: () => string;
    after: (work: () => void, ms: number) => any;
    forget: (timer: any) => void;
};
