/**
 * What a person has asked for that the server may forget: it is repeated after each `welcome`, and
 * shown from here where no section shows it (docs/protocol.md, "What a client must do").
 */
/** @typedef {import("./view.js").Sections} Sections */
export class Wishes {
    /** "I need a leader", not answered yet. */
    needsLeader: boolean;
    /** "Someone can hear", until they are alone again. */
    isAway: boolean;
    /** "I have to go", said by their own hand. */
    isGoing: boolean;
    /**
     * Something was pressed, or its press was refused.
     * @param {string} type
     * @param {boolean} isSo false where it was refused
     */
    note(type: string, isSo: boolean): void;
    /**
     * What the server still has of them, after a reload, and which were answered.
     * @param {Sections} sections
     */
    hear({ own }: Sections): void;
    /**
     * The commands to press again on a new connection.
     * @param {Sections} sections
     */
    repeated({ own }: Sections): string[];
    #private;
}
export type Sections = import("./view.js").Sections;
