/**
 * What this browser keeps, where it keeps anything: many refuse it in a private window. What cannot
 * be kept is known until the page is left, so that nothing else has to ask.
 */

export class Store {
  /** What could not be kept. @type {Map<string, string>} */
  #held = new Map();
  /** @type {Storage | null} */
  #kept;

  /** @param {() => Storage} open may throw */
  constructor(open) {
    this.#kept = tried(open);
  }

  /** @param {string} key */
  get(key) {
    return this.#held.get(key) ?? tried(() => this.#kept?.getItem(key)) ?? null;
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  set(key, value) {
    this.#held.set(key, value);
    tried(() => this.#kept && (this.#kept.setItem(key, value), this.#held.delete(key)));
  }

  /** @param {string} key */
  remove(key) {
    this.#held.delete(key);
    tried(() => this.#kept?.removeItem(key));
  }

  /** @returns {string[]} */
  get keys() {
    return [...this.#held.keys(), ...(tried(() => Object.keys(this.#kept ?? {})) ?? [])];
  }
}

/** @template T @param {() => T} work @returns {T | null} */
function tried(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

/** Shared by all windows, and kept when they are closed. */
export const lasting = new Store(() => localStorage);
/** This window's own, gone with it. */
export const ofWindow = new Store(() => sessionStorage);
