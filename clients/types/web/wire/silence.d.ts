/** Milliseconds without a word after which a connection is dead. */
export const SILENCE: 30000;
/** Milliseconds in which one that was asked something must say anything at all. */
export const DOUBT: 8000;
export class Silence {
    /**
     * @param {import("./world.js").World} world
     * @param {() => void} onDead
     */
    constructor(world: import("./world.js").World, onDead: () => void);
    onDead: () => void;
    /** Something was heard, whatever it was. */
    broken(): void;
    /** Something was asked that is answered at once. */
    doubted(): void;
    /** There is no connection to listen to. */
    clear(): void;
    #private;
}
