export class Panel {
    /**
     * @param {object} given
     * @param {string} given.origin of the server
     * @param {() => {postMessage: (message: Message, origin: string) => void} | null} given.window where the panel is
     * @param {() => string | Promise<string> | null} given.grant asks for one; null while nobody can
     * @param {<T extends keyof Told>(type: T, detail: Told[T]) => void} given.tell
     * @param {(work: () => void, ms: number) => any} [given.after]
     * @param {(timer: any) => void} [given.forget]
     */
    constructor({ origin, window, grant, tell, after, forget }: {
        origin: string;
        window: () => {
            postMessage: (message: Message, origin: string) => void;
        } | null;
        grant: () => string | Promise<string> | null;
        tell: <T extends keyof Told>(type: T, detail: Told[T]) => void;
        after?: ((work: () => void, ms: number) => any) | undefined;
        forget?: ((timer: any) => void) | undefined;
    });
    origin: string;
    window: () => {
        postMessage: (message: Message, origin: string) => void;
    } | null;
    grant: () => string | Promise<string> | null;
    tell: <T extends keyof Told>(type: T, detail: Told[T]) => void;
    after: (work: () => void, ms: number) => any;
    forget: (timer: any) => void;
    /** It has loaded: the page speaks first. A page that may not hold it is never answered. */
    greet(): void;
    /** A message came to the page; from anybody else it did not. @param {Heard} heard */
    hear({ source, origin, data }: Heard): void;
    /** @param {Look} look */
    look(look: Look): void;
    /** Ask for a grant and bring it; one that could not be had is told, and not why. */
    bring(): Promise<void>;
    /**
     * Another one asks for grants by now: it is asked where one is lacking, and as often in all. Whoever
     * draws a page anew may name a new one each time, and because of what the last one has come to.
     */
    again(): Promise<void>;
    /** Nobody waits for it any more, and nothing that still comes is brought. */
    end(): void;
    #private;
}
export type Stage = "opening" | "inside" | "left" | "stopped";
export type Look = "panel" | "stage" | "clear";
export type Told = {
    ready: {
        room: string;
    };
    stage: {
        stage: Stage;
        code: string;
    };
    phase: {
        phase: import("./sections.js").Phase;
    };
    refused: {
        code: string;
    };
};
export type Message = {
    v: number;
    type: string;
    id: string | null;
    payload: Record<string, any>;
};
export type Heard = {
    source: unknown;
    origin: string;
    data: any;
};
