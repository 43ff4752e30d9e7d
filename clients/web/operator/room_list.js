/** The rooms of the server, some at a time, and the links of those that were opened. */

/** @typedef {import("./api.js").Room} Room */
/** @typedef {import("./api.js").Link} Link */

export class RoomList {
  /** The newest first, null until the server has said which there are. @type {Room[] | null} */
  rooms = null;
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

  /** From the beginning; until it is here, and where it cannot be had, what was there stays. */
  load() {
    return this.#add([], "");
  }

  async more() {
    if (this.next !== null) await this.#add(this.rooms ?? [], this.next);
  }

  /** @param {Room[]} before @param {string} after */
  async #add(before, after) {
    const { api } = this.office;
    if (!api) return;
    const { rooms, next } = await api.rooms(after);
    this.rooms = [...before, ...rooms];
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
    return this.office.attemptAlone(async (api) => {
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
