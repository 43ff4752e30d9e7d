/**
 * Where a browser's pass acts in a room, so that a reload and a second window stay the same person:
 * the path alone, no secret and nothing of a meeting. Forgotten when there is no more to do there,
 * and after a day at the latest.
 */

import { lasting, ofWindow } from "./store.js";

/** Milliseconds for which a path is kept after it was last used. */
const A_DAY = 24 * 60 * 60 * 1_000;
const PATH = "pushback.path.";
const LAST = "pushback.last";
const STORES = [ofWindow, lasting];

/**
 * @param {string} room
 * @param {string} path
 * @param {number} [now] the wall clock
 */
export function remember(room, path, now = Date.now()) {
  for (const store of STORES) store.set(PATH + room, JSON.stringify({ path, at: now }));
  lasting.set(LAST, room);
  comesBack(room);
}

/** The room that any window of this browser came into last, where there still is something to do. */
export function lastKnown(now = Date.now()) {
  forgetOld(now);
  const room = lasting.get(LAST);
  return room && lasting.get(PATH + room) ? room : null;
}

/** This window's own first, then what any window of this browser knew. @param {string} room */
export function remembered(room, now = Date.now()) {
  forgetOld(now);
  const kept = ofWindow.get(PATH + room) ?? lasting.get(PATH + room);
  return kept && read(kept).path;
}

/** There is no more to do there. @param {string} room */
export function forget(room) {
  ofWindow.remove(PATH + room);
  comesBack(room);
  forgetElsewhere(room);
}

/** There is no more to do there but what this window still shows. @param {string} room */
export function forgetElsewhere(room) {
  lasting.remove(PATH + room);
  if (lasting.get(LAST) === room) lasting.remove(LAST);
}

/** @param {number} now */
function forgetOld(now) {
  for (const store of STORES) {
    for (const key of store.keys.filter((one) => one.startsWith(PATH))) {
      if (!(now - read(store.get(key) ?? "").at < A_DAY)) forget(key.slice(PATH.length));
    }
  }
}

/** @param {string} kept @returns {{path: string | null, at: number}} */
function read(kept) {
  try {
    return JSON.parse(kept);
  } catch {
    return { path: null, at: 0 };
  }
}

/** @param {string} room */
const gone = (room) => `pushback.left.${room}`;

/** They had to go: this window does not come in again by itself, not even reloaded. @param {string} room */
export function leaves(room) {
  ofWindow.set(gone(room), "1");
}

/** @param {string} room */
function comesBack(room) {
  ofWindow.remove(gone(room));
}

/** @param {string} room */
export function hasLeft(room) {
  return ofWindow.get(gone(room)) !== null;
}
