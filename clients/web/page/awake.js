/** Keeps a phone's screen on while somebody is in the circle, where the browser can. */

/** @type {WakeLockSentinel | null} */
let lock = null;
let isAsking = false;

/** @param {boolean} isInside */
export async function stayAwake(isInside) {
  if (!("wakeLock" in navigator) || document.hidden || isAsking) return;
  const isLocked = lock !== null && !lock.released;
  if (isInside === isLocked) return;
  isAsking = true;
  if (isInside) lock = await navigator.wakeLock.request("screen").catch(() => null);
  else await lock?.release();
  isAsking = false;
}
