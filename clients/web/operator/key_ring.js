/** The keys of the server, and the one just made. */

/** @typedef {import("./api.js").Key} Key */

const DAY = 24;

export class KeyRing {
  /** @type {Key[]} */
  keys = [];
  /** Shown once. @type {(Key & {key: string}) | null} */
  made = null;

  /** @param {import("./office.js").Office} office */
  constructor(office) {
    this.office = office;
  }

  async load() {
    this.keys = (await this.office.api?.keys()) ?? [];
  }

  /** @param {{label: string, scopes: string[], rooms: string[], days: number | null}} terms */
  make({ label, scopes, rooms, days }) {
    return this.office.attemptAlone(async (api) => {
      this.made = await api.makeKey({ label, scopes, rooms, hours: days && days * DAY });
      await this.load();
    });
  }

  /** @param {string} key */
  revoke(key) {
    return this.office.attempt(async (api) => {
      await api.revokeKey(key);
      await this.load();
    });
  }
}
