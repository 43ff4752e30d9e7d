/** What a meeting that is heard through its page shows of the call; loaded where there is one. */

export { face } from "./face.js";
export { keys } from "./keys.js";
export { panel } from "./panel.js";
