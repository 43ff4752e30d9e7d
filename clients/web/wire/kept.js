/**
 * Which presses wait for a connection that is gone: only what frees or protects somebody. Whatever
 * moves the meeting is refused at once, for nobody may find it moved minutes after it was pressed.
 */

/** @typedef {import("./view.js").Sections} Sections */

const KEPT = new Set([
  "come_back_in", "stay", "keep_listening", "choose_camera",
  "release", "stop", "pause",
  "need_leader", "someone_can_hear", "alone_again", "leave",
  "no_longer_volunteer", "no_longer_want_in", "object_to_observer",
]);

/** Whether a press of this type is kept until there is a connection. @param {string} type */
export const isKept = (type) => KEPT.has(type);

/** The sitting back or the camera of one presenter in one case. @param {Sections} sections */
const ofCase = ({ phase }) => [phase?.case?.number, phase?.case?.presenter].join();

/** One phase of it, until the meeting moves. @param {Sections} sections */
const ofPhase = ({ phase, you }) => [ofCase({ phase }), phase?.step, phase?.phase_rev ?? you?.phase_rev].join();

/** What each press was meant for, and must find again when it comes late; all others mean the same at any time. @type {Record<string, (sections: Sections) => string>} */
const MEANT_FOR = { release: ofPhase, stop: ofPhase, pause: ofPhase, keep_listening: ofPhase, choose_camera: ofCase };

/**
 * How a press that is kept is asked whether it is still meant: nobody may stop, free or hold back
 * somebody else minutes later.
 * @param {string} type
 * @param {Sections} seen at the press
 * @returns {{isMeant?: (now: Sections) => boolean}}
 */
export function meaning(type, seen) {
  const of = MEANT_FOR[type];
  return of ? { isMeant: (now) => of(now) === of(seen) } : {};
}
