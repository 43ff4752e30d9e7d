/**
 * How a press that is kept is asked whether it is still meant: nobody may stop, free or hold back
 * somebody else minutes later.
 * @param {string} type
 * @param {Sections} seen at the press
 * @returns {{isMeant?: (now: Sections) => boolean}}
 */
export function meaning(type: string, seen: Sections): {
    isMeant?: (now: Sections) => boolean;
};
export function isKept(type: string): boolean;
export type Sections = import("./view.js").Sections;
