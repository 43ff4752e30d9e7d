/** What was put off, so that it can be called off together. */
export class Timers {
    /** @param {Pick<import("./world.js").World, "after" | "forget">} world */
    constructor(world: Pick<import("./world.js").World, "after" | "forget">);
    world: Pick<import("./world.js").World, "after" | "forget">;
    /**
     * @param {() => void} work
     * @param {number} ms
     */
    after(work: () => void, ms: number): void;
    /** None of it happens any more. */
    clear(): void;
    #private;
}
