/** By which way a line comes: a socket, or a stream where sockets are blocked. Pure. */
/** Sockets in a row that did not even open, after which a stream is tried. */
export const BLOCKED: 2;
export class Way {
    /** Whether the next try is a stream, or the present line is one. */
    get isStream(): boolean;
    /** A try begins. */
    begins(): void;
    /** It was let through. */
    opens(): void;
    /**
     * A try, or a line, is over. A stream that served is the next try too; one that did not open is
     * no better than a socket, which has its turn again.
     */
    ends(): void;
    /** A socket was let through after all. */
    changes(): void;
    #private;
}
