export class Report {
    /**
     * @param {string} server
     * @param {string} call the room's id
     * @param {string} key with `room:report` for that room
     */
    constructor(server: string, call: string, key: string);
    /** A join grant: whoever brings it within a minute is that person of the circle. @param {string} person */
    grant(person: string): Promise<string>;
    /**
     * Who is in the call, 1 to 100 at once; how each `ref` is known: `bound`, `claimed` or `manual`.
     * @param {Participant[]} participants
     * @returns {Promise<Record<string, string>>}
     */
    participants(participants: Participant[]): Promise<Record<string, string>>;
    /** What happened in the call, 1 to 100 at once; how many of them were new. @param {Event[]} events */
    events(events: Event[]): Promise<number>;
    /**
     * What became of that version, and how firmly what is `locked` is held; the newest one.
     * @param {Version} version
     * @param {Outcome[]} outcomes
     * @param {"enforced" | "guarded" | "requested"} holds
     * @param {number} [at] when that was read, in milliseconds since the Unix epoch
     */
    floorReport(version: Version, outcomes: Outcome[], holds: "enforced" | "guarded" | "requested", at?: number): Promise<Version>;
    /**
     * What the meeting wants of the call, the newest, the same again too: make it so, and report it. Null:
     * nothing has been told for too long, so let go of every lock. It comes back by itself, and throws
     * `Stopped` where it must not. For one who reads at a time; it ends with the loop.
     * @returns {AsyncGenerator<Floor | null, void, void>}
     */
    floors(): AsyncGenerator<Floor | null, void, void>;
    #private;
}
/**
 * of a state; a later one has the larger pair
 */
export type Version = {
    seq: number;
    n: number;
};
export type Place = {
    ref: string;
    person: string;
    microphone: "locked" | "free";
    camera: "locked" | "free";
};
export type Floor = {
    call: string;
    version: Version;
    at: number;
    deadline_ms: number;
    lasts_ms: number;
    participants: Place[];
    out: string[];
};
export type Participant = {
    ref: string;
    via: "web" | "app" | "telephone";
    grant?: string;
    person?: string;
    name?: string;
};
export type Event = {
    id: string;
    ref: string;
    type: "joined" | "left" | "microphone" | "camera";
    open?: boolean;
    by?: "self" | "other";
    at: number;
};
export type Stream = "locked" | "free" | "requested" | "failed" | "absent";
export type Outcome = {
    ref: string;
    microphone: Stream;
    camera: Stream;
};
