export class Timekeeper {
    /**
     * @param {import("./world.js").World} world
     * @param {(frame: Record<string, any>) => void} send
     */
    constructor(world: import("./world.js").World, send: (frame: Record<string, any>) => void);
    clock: ServerClock;
    world: import("./world.js").World;
    send: (frame: Record<string, any>) => void;
    /** The samples still to be asked for. */
    timers: Timers;
    /** The server's instant now. */
    now(): number;
    /** Ten samples in a second and a half, as on joining and on waking. */
    begin(): void;
    /** One sample. */
    ask(): void;
    /** One sample now, or a second after the newest: one for however many ask meanwhile. */
    askSoon(): void;
    /** @param {Record<string, any>} frame of whatever kind */
    hear({ t, now, c0, s1, s2 }: Record<string, any>): void;
    /** Whether the machine slept, or its clock was set: then the old samples mean nothing. */
    hasSlept(): boolean;
    #private;
}
import { ServerClock } from "./clock.js";
import { Timers } from "./timers.js";
