/**
 * Who leads this case and is here, where somebody else is about to move it on: the server will ask
 * for them (`check_confirmed` in `app/rooms/decide.py`), empty where it will not.
 * @param {import("./view.js").Sections} sections
 * @param {string} type
 * @returns {string[]}
 */
export function othersLeading({ phase, circle, presence, you }: import("./view.js").Sections, type: string): string[];
