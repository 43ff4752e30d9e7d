/** @typedef {import("./presses.js").Frame} Frame */
/** Milliseconds in which a socket must open and come to a `welcome`. */
export const PATIENCE: 5000;
/**
 * @typedef {object} Given
 * @property {import("./world.js").World} world
 * @property {string} url
 * @property {() => Promise<Frame>} hello asked for once the socket is open
 * @property {(socket: WebSocket, welcome: Frame) => void} onWelcome
 * @property {(code: number) => void} onFailed
 */
export class Trial {
    /** @param {Given} given */
    constructor(given: Given);
    /** From here on the server lets the line go: the newest connection of a person wins. */
    hasSaidHello: boolean;
    given: Given;
    socket: WebSocket;
    /** Nobody waits for it any more. */
    drop(): void;
    #private;
}
export type Frame = import("./presses.js").Frame;
export type Given = {
    world: import("./world.js").World;
    url: string;
    /**
     * asked for once the socket is open
     */
    hello: () => Promise<Frame>;
    onWelcome: (socket: WebSocket, welcome: Frame) => void;
    onFailed: (code: number) => void;
};
