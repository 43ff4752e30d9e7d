/** The rooms of the server, some at a time, and the links of those that were opened. */

/** @typedef {import("./api.js").Room} Room */
/** @typedef {import("./api.js").Link} Link */

export class RoomList {
  /** @type {Room[]} */
  rooms = [];
  /** What to bring for more, null at the end. @type {string | null} */
  next = null;
  /** By room; only of rooms that were opened. @type {Record<string, Link[]>} */
  links = {};
  /** Links just made, whose addresses are shown this once. @type {Record<string, Link & {url: string}>} */
  made = {};

  /** @param {import("./office.js").Office} office */
  constructor(office) {
    this.office = office;
  }

  /** From the beginning, the newest of them first. */
  async load() {
    this.rooms = [];
    this.next = "";
    await this.more();
  }

  async more() {
    const { api } = this.office;
    if (!api || this.next === null) return;
    const { rooms, next } = await api.rooms(this.next);
    this.rooms = [...this.rooms, ...rooms].sort((one, other) => other.created_at - one.created_at);
    this.next = next;
  }

  /** @param {string} room */
  open(room) {
    return this.office.attempt(() => this.#read(room));
  }

  /** @param {string} room */
  async #read(room) {
    this.links[room] = (await this.office.api?.links(room)) ?? [];
  }

  /** @param {string} room @param {import("./api.js").LinkTerms} terms */
  make(room, terms) {
    return this.office.attempt(async (api) => {
      this.made[room] = await api.makeLink(room, terms);
      await this.#read(room);
    });
  }

  /** @param {string} room @param {string} link */
  revoke(room, link) {
    return this.office.attempt(async (api) => {
      await api.revokeLink(room, link);
      await this.#read(room);
    });
  }
}
