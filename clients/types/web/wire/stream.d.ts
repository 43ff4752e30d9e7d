/**
 * @typedef {object} Wires
 * @property {(url: string) => EventSource} listen
 * @property {(frame: Frame) => Promise<Frame>} post the answer to a `do`; a refusal is a frame too
 */
export class StreamSocket {
    /**
     * @param {string} path below which the pass acts
     * @param {Cursor} cursor
     * @param {Wires} wires
     */
    constructor(path: string, cursor: Cursor, wires: Wires);
    readyState: number;
    /** @type {(() => void) | null} */
    onopen: (() => void) | null;
    /** @type {((message: {data: string}) => void) | null} */
    onmessage: ((message: {
        data: string;
    }) => void) | null;
    /** @type {((closed: {code: number}) => void) | null} */
    onclose: ((closed: {
        code: number;
    }) => void) | null;
    wires: Wires;
    source: EventSource;
    /** Only presses go up; a stream needs no hello, no pong and has no clock samples. @param {string} text */
    send(text: string): Promise<void>;
    close(): void;
    #private;
}
export type Frame = import("./presses.js").Frame;
export type Cursor = {
    epoch: string;
    view: string;
    seq: number;
} | null;
export type Wires = {
    listen: (url: string) => EventSource;
    /**
     * the answer to a `do`; a refusal is a frame too
     */
    post: (frame: Frame) => Promise<Frame>;
};
