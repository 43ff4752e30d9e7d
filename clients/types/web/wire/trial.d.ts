/**
 * A socket tried beside a stream that serves. With its `welcome` it takes the stream's place; one
 * that is still blocked ends without anybody noticing.
 */
/** @typedef {import("./presses.js").Frame} Frame */
/** Milliseconds in which a socket must open and come to a `welcome`. */
export const PATIENCE: 5000;
/**
 * @typedef {object} Given
 * @property {import("./world.js").World} world
 * @property {string} url
 * @property {(secret: {ticket: string}) => Frame} hello
 * @property {(socket: WebSocket, welcome: Frame) => void} onWelcome
 * @property {() => void} onFailed
 */
export class Trial {
    /** @param {Given} given */
    constructor(given: Given);
    /** From here on the server lets the stream go: the newest connection of a person wins. */
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
    hello: (secret: {
        ticket: string;
    }) => Frame;
    onWelcome: (socket: WebSocket, welcome: Frame) => void;
    onFailed: () => void;
};
