export class Overheard {
    /**
     * @param {string} url
     * @param {Record<string, string>} headers
     * @param {(code: string) => void} onRefused by somebody who will not be asked again
     * @param {typeof fetch} [ask]
     */
    constructor(url: string, headers: Record<string, string>, onRefused: (code: string) => void, ask?: typeof fetch);
    /** @type {(() => void) | null} */
    onopen: (() => void) | null;
    /** @type {(() => void) | null} */
    onerror: (() => void) | null;
    /**
     * @param {string} kind
     * @param {(event: any) => void} hear
     */
    addEventListener(kind: string, hear: (event: any) => void): void;
    close(): void;
    #private;
}
