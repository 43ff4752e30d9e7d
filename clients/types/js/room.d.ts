/**
 * As a person, by their link. `name` is for somebody new on a shared link, whom a leader then confirms.
 * In a browser only a page of the server's own can; another one has its server draw tickets.
 * @param {string} link
 * @param {{name?: string}} how
 */
export function connect(link: string, { name }?: {
    name?: string;
}): Promise<Room>;
/**
 * As a person whose pass somebody else keeps. `draw` is asked for a new ticket whenever one is needed;
 * `origin` is the one that it was drawn from, which a browser says by itself.
 * @param {string} server
 * @param {string} room
 * @param {() => Promise<string>} draw
 * @param {{origin?: string}} how
 */
export function connectByTicket(server: string, room: string, draw: () => Promise<string>, { origin }?: {
    origin?: string;
}): Promise<Room>;
/**
 * As a machine, by an API key with `room:read` for it, and `room:lead` to press in it. Never in a page: a
 * key is no person's, and whoever reads the page has it.
 * @param {string} server
 * @param {string} room
 * @param {string} key
 */
export function connectByKey(server: string, room: string, key: string): Promise<Room>;
export class Room {
    /**
     * @param {string} server
     * @param {string} id
     * @param {import("./worlds.js").World} given
     */
    constructor(server: string, id: string, given: import("./worlds.js").World);
    id: string;
    /** What is seen; a new object after each change, and only to be read. @returns {Sections} */
    get sections(): Sections;
    /** Whose view it is: `leader`, `member`, `integration` … */
    get audience(): string;
    /** Whether that is true now; else it is what was seen last. */
    get isLive(): boolean;
    /** Why the connection is over for good, empty while it is not. */
    get reason(): string;
    /** The server's instant, in milliseconds since the Unix epoch. */
    now(): number;
    /** By how many milliseconds `now` may be wrong. */
    error(): number;
    /** Milliseconds left of the step, below zero past its time; null where there is nothing to tell. */
    left(): number | null;
    /**
     * What is seen now, then again after each change: of the connection too, and whenever the time is
     * better known. Whoever is slow misses steps on the way and none of the truth. It ends with the
     * meeting and with `leave`; any other end throws `Stopped`.
     * @returns {AsyncGenerator<Look, void, void>}
     */
    changes(): AsyncGenerator<Look, void, void>;
    /**
     * The first sections of which it holds; throws `Stopped` if none will come.
     * @param {(sections: Sections) => unknown} holds
     * @returns {Promise<Sections>}
     */
    until(holds: (sections: Sections) => unknown): Promise<Sections>;
    /**
     * Press, and wait for the answer; throws `Refused` with its code, or `Stopped`. It brings in `expect`
     * what was `seen`, the present sections if nothing is said. Without a connection it waits for one and
     * is then sent, under the same id. Done means durable, and its effect is in `sections`.
     * @param {CommandName} type
     * @param {Record<string, any>} fields
     * @param {{seen?: Sections}} how
     * @returns {Promise<{id: string, seq?: number}>}
     */
    do(type: CommandName, fields?: Record<string, any>, { seen }?: {
        seen?: Sections;
    }): Promise<{
        id: string;
        seq?: number;
    }>;
    /** The machine is online again, or the page is seen: come back at once. */
    wake(): void;
    /** Close the connection and come back no more. */
    leave(): void;
    /** Connect, until the room is seen for the first time; throws `Stopped`, or `Refused` as `lost`. */
    begin(): Promise<this>;
    #private;
}
export type Sections = import("./sections.js").Sections;
export type CommandName = import("./sections.js").CommandName;
export type Look = {
    sections: Sections;
    audience: string;
    because: string[];
};
