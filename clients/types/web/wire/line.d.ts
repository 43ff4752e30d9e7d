/** @typedef {import("./presses.js").Frame} Frame */
/** @typedef {import("./link.js").State} State */
/** @typedef {{onView?: (because?: string[]) => void, onState?: (state: State, reason: string) => void}} Listeners */
/** Milliseconds in which a try must come to a `welcome`. */
export const PATIENCE: 15000;
/** Milliseconds after which a line that lives by a stream tries a socket again. */
export const AGAIN: 60000;
export class Line {
    /** @param {{room: string, url: string, world: import("./world.js").World} & Listeners} given */
    constructor(given: {
        room: string;
        url: string;
        world: import("./world.js").World;
    } & Listeners);
    /** @type {State} */
    state: State;
    /** Why it is as it is: `revoked`, `closed`, `replaced`, `lost` … */
    reason: string;
    view: import("./view.js").View;
    presses: Presses;
    isOld: boolean;
    given: {
        room: string;
        url: string;
        world: import("./world.js").World;
    } & Listeners;
    world: import("./world.js").World;
    admission: Admission;
    time: Timekeeper;
    /** Connect, or connect again after a stop. @param {"start" | "retry"} event */
    start(event?: "start" | "retry"): void;
    /** Leave for good. @param {string} reason */
    stop(reason: string): void;
    /** The page is seen again, or the machine is online: no waiting. */
    wake(): void;
    /** The machine has lost its network: a line that says nothing more is not waited for. */
    cut({ isOld }?: {
        isOld?: boolean | undefined;
    }): void;
    /**
     * Ask for something; the promise is of `done` or `refused`.
     * @param {string} type @param {Frame} fields
     * @param {{seen?: import("./view.js").Sections, isMeant?: (now: import("./view.js").Sections) => boolean}} [how] what the
     *   person saw when they pressed, and whether it is still meant when it comes late
     */
    press(type: string, fields?: Frame, { seen, isMeant }?: {
        seen?: import("./view.js").Sections;
        isMeant?: (now: import("./view.js").Sections) => boolean;
    }): Promise<import("./presses.js").Frame>;
    /** The server's instant now. */
    now(): number;
    /** Whether what is on the screen is true now. */
    get isLive(): boolean;
    /** @param {Frame} frame */
    welcome(frame: Frame): void;
    /** A frame without a seq comes after all that was missed. @param {Frame} frame */
    sees({ seq }: Frame): void;
    /** @param {Frame} frame */
    refused(frame: Frame): undefined;
    /** @param {Frame} frame */
    ping(frame: Frame): void;
    /** It has ended; the close that follows may be lost on the way. @param {Frame} frame */
    bye({ code }: Frame): void;
    /** The server leaves: a line to another is sought while this one serves, not by everybody at once. @param {Frame} frame */
    drain({ within_ms: within }: Frame): void;
    /** A line that slept is not believed: it is taken up again with its cursor. */
    look(): void;
    #private;
}
export type Frame = import("./presses.js").Frame;
export type State = import("./link.js").State;
export type Listeners = {
    onView?: (because?: string[]) => void;
    onState?: (state: State, reason: string) => void;
};
import { Presses } from "./presses.js";
import { Admission } from "./admission.js";
import { Timekeeper } from "./timekeeper.js";
