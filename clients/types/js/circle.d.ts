export class PushbackCircle extends HTMLElement {
    static observedAttributes: string[];
    /** Where the visit is, empty before. @type {Told["stage"]["stage"] | ""} */
    stage: Told["stage"]["stage"] | "";
    /** Where the meeting is, empty before. @type {Told["phase"]["phase"] | ""} */
    phase: Told["phase"]["phase"] | "";
    set grant(ask: (() => string | Promise<string>) | null);
    /** Asks your backend for a grant, whenever one is needed. Never an attribute: what is written in a document is read by whoever reads it. */
    get grant(): (() => string | Promise<string>) | null;
    connectedCallback(): void;
    disconnectedCallback(): void;
    /** @param {string} name @param {string | null} before @param {string | null} after */
    attributeChangedCallback(name: string, before: string | null, after: string | null): void;
    addEventListener<T extends keyof import("./elements.js").PushbackCircleEvents>(type: T, heard: (event: import("./elements.js").PushbackCircleEvents[T]) => void, how?: boolean | AddEventListenerOptions): void;
    addEventListener(type: string, heard: EventListenerOrEventListenerObject, how?: boolean | AddEventListenerOptions): void;
    #private;
}
export type Told = import("./panel.js").Told;
export type Look = import("./panel.js").Look;
