/**
 * Which presses wait for a connection that is gone: only what frees or protects somebody. Whatever
 * moves the meeting is refused at once, for nobody may find it moved minutes after it was pressed.
 */

const KEPT = new Set([
  "come_back_in", "stay", "keep_listening", "choose_camera",
  "release", "stop", "pause",
  "need_leader", "someone_can_hear", "alone_again", "leave",
  "no_longer_volunteer", "no_longer_want_in", "object_to_observer",
]);

/** Whether a press of this type is kept until there is a connection. @param {string} type */
export const isKept = (type) => KEPT.has(type);
