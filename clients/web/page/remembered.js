/**
 * Where a browser's pass acts in a room, so that a reload and a second window stay the same person:
 * the path alone, no secret and nothing of a meeting. Forgotten when there is no more to do there.
 */

/** @param {string} room */
const key = (room) => `pushback.path.${room}`;

/**
 * @param {string} room
 * @param {string} path
 */
export function remember(room, path) {
  for (const store of [sessionStorage, localStorage]) store.setItem(key(room), path);
  localStorage.setItem(LAST, room);
  comesBack(room);
}

const LAST = "pushback.last";

/** The room that any window of this browser came into last, where there still is something to do. */
export function lastKnown() {
  const room = localStorage.getItem(LAST);
  return room && localStorage.getItem(key(room)) ? room : null;
}

/** This window's own first, then what any window of this browser knew. @param {string} room */
export function remembered(room) {
  return sessionStorage.getItem(key(room)) ?? localStorage.getItem(key(room));
}

/** @param {string} room */
export function forget(room) {
  for (const store of [sessionStorage, localStorage]) store.removeItem(key(room));
}

/** @param {string} room */
const gone = (room) => `pushback.left.${room}`;

/** They had to go: this window does not come in again by itself, not even reloaded. @param {string} room */
export function leaves(room) {
  sessionStorage.setItem(gone(room), "1");
}

/** @param {string} room */
export function comesBack(room) {
  sessionStorage.removeItem(gone(room));
}

/** @param {string} room */
export function hasLeft(room) {
  return sessionStorage.getItem(gone(room)) !== null;
}
