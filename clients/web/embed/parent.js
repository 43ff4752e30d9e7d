/**
 * What a panel and the page around it say to each other, by `postMessage` (docs/embedding.md): always
 * `{v, type, id, payload}`, only with a page of an origin that the server allows, and to that origin
 * alone. The page speaks first. No name and no word of the meeting ever leaves the panel.
 */

export const VERSION = 1;
/** The longest grant that the server reads, and the longest id that is answered by. */
const MOST_GRANT = 2_048;
const MOST_ID = 64;

/** @typedef {{v: number, type: string, id: string | null, payload: Record<string, any>}} Message */
/** @typedef {{source: unknown, origin: string, data: unknown}} Heard */

export class Parent {
  /** Of the page that has said hello; nothing is told before. */
  #origin = "";
  /** What was told last, by type: a page that says hello late hears of it. @type {Map<string, Record<string, any>>} */
  #told = new Map();

  /**
   * @param {object} given
   * @param {{postMessage: (message: Message, origin: string) => void} | null} given.page around the panel; null where there is none
   * @param {readonly string[]} given.origins that the server allows
   * @param {Record<string, any>} given.about what `ready` says
   * @param {(grant: string) => void} given.onGrant
   * @param {(look: string) => boolean} given.onLook false for one that there is not
   */
  constructor({ page, origins, about, onGrant, onLook }) {
    this.page = page;
    this.origins = origins;
    this.about = about;
    this.onGrant = onGrant;
    this.onLook = onLook;
  }

  /** A message came; from anybody else it did not. @param {Heard} heard */
  hear({ source, origin, data }) {
    if (!this.page || source !== this.page || !this.origins.includes(origin)) return;
    const message = read(data);
    if (!message) return;
    this.#origin = origin;
    const { id, type, v } = message;
    if (v !== VERSION) return this.#say("refused", { code: "version", speaks: VERSION }, id);
    const does = HEARD[type];
    if (!does) return this.#say("refused", { code: "unknown_type" }, id);
    const code = does(this, message);
    if (code) this.#say("refused", { code }, id);
  }

  /**
   * Tell the page, where it is another thing than the last time.
   * @param {string} type
   * @param {Record<string, any>} payload
   */
  tell(type, payload) {
    if (JSON.stringify(this.#told.get(type)) === JSON.stringify(payload)) return;
    this.#told.set(type, payload);
    this.#say(type, payload, null);
  }

  /** @param {Message} message */
  greet({ id, payload }) {
    this.#say("ready", this.about, id);
    for (const [type, told] of this.#told) this.#say(type, told, null);
    return payload.grant === undefined ? "" : this.take(payload);
  }

  /** @param {Record<string, any>} payload @returns {string} why not, empty where it was taken */
  take({ grant }) {
    if (typeof grant !== "string" || !grant || grant.length > MOST_GRANT) return "invalid";
    this.onGrant(grant);
    return "";
  }

  /**
   * @param {string} type
   * @param {Record<string, any>} payload
   * @param {string | null} id of what it answers
   */
  #say(type, payload, id) {
    if (this.#origin) this.page?.postMessage({ v: VERSION, type, id, payload }, this.#origin);
  }
}

/** What a page may say. @type {Record<string, (parent: Parent, message: Message) => string>} */
const HEARD = {
  hello: (parent, message) => parent.greet(message),
  grant: (parent, { payload }) => parent.take(payload),
  look: (parent, { payload }) => (parent.onLook(payload.look) ? "" : "invalid"),
};

/** @param {unknown} data @returns {Message | null} null for what is none of ours, as of other libraries in the page */
function read(data) {
  if (typeof data !== "object" || data === null) return null;
  const { v, type, id = null, payload = {} } = /** @type {Record<string, any>} */ (data);
  const isOurs = typeof v === "number" && typeof type === "string" && typeof payload === "object" && payload !== null;
  const isAnswerable = id === null || (typeof id === "string" && id.length <= MOST_ID);
  return isOurs && isAnswerable ? { v, type, id, payload } : null;
}
