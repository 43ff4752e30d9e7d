/**
 * The page's side of what a panel and the page around it say to each other (docs/embedding.md). It hears
 * one window of one origin and says nothing to any other; a grant goes there and nowhere else.
 */

/** @typedef {"opening" | "inside" | "left" | "stopped"} Stage */
/** @typedef {"panel" | "stage" | "clear"} Look */
/** @typedef {{ready: {room: string}, stage: {stage: Stage, code: string}, phase: {phase: import("./sections.js").Phase}, refused: {code: string}}} Told */
/** @typedef {{v: number, type: string, id: string | null, payload: Record<string, any>}} Message */
/** @typedef {{source: unknown, origin: string, data: any}} Heard */

const VERSION = 1;
/** What a panel says, and a page is told. */
const TOLD = ["ready", "stage", "phase", "refused"];
/** Endings that another grant can mend; `replaced`, `removed` and the like are somebody's word. */
const MENDED = ["grant_used", "grant_expired", "pass_expired", "pass_invalid"];
/** Grants brought without one that let in. */
const TRIES = 3;
/** Milliseconds in which a panel that has loaded must answer. */
const PATIENCE = 10_000;

export class Panel {
  #tries = 0;
  /** How often was asked for one: what comes to an earlier asking is not brought. */
  #asked = 0;
  #isReady = false;
  /** @type {any} */
  #late = null;

  /**
   * @param {object} given
   * @param {string} given.origin of the server
   * @param {() => {postMessage: (message: Message, origin: string) => void} | null} given.window where the panel is
   * @param {() => string | Promise<string> | null} given.grant asks for one; null while nobody can
   * @param {<T extends keyof Told>(type: T, detail: Told[T]) => void} given.tell
   * @param {(work: () => void, ms: number) => any} [given.after]
   * @param {(timer: any) => void} [given.forget]
   */
  constructor({ origin, window, grant, tell, after = (work, ms) => setTimeout(work, ms), forget = (timer) => clearTimeout(timer) }) {
    this.origin = origin;
    this.window = window;
    this.grant = grant;
    this.tell = tell;
    this.after = after;
    this.forget = forget;
  }

  /** It has loaded: the page speaks first. A page that may not hold it is never answered. */
  greet() {
    this.end();
    this.#isReady = false;
    this.#late = this.after(() => this.tell("refused", { code: "silent" }), PATIENCE);
    this.#say("hello");
  }

  /** A message came to the page; from anybody else it did not. @param {Heard} heard */
  hear({ source, origin, data }) {
    if (origin !== this.origin || !source || source !== this.window()) return;
    if (data?.v !== VERSION || !TOLD.includes(data.type) || typeof (data.payload ?? 0) !== "object") return;
    this.tell(data.type, data.payload);
    if (data.type === "ready") this.#answered();
    if (data.type === "stage") this.#at(data.payload);
  }

  /** @param {Look} look */
  look(look) {
    if (this.#isReady) this.#say("look", { look });
  }

  /** Ask for a grant and bring it; one that could not be had is told, and not why. */
  async bring() {
    if (!this.#isReady || this.#tries >= TRIES) return;
    this.#tries += 1;
    const asked = (this.#asked += 1);
    const grant = await Promise.resolve().then(this.grant).catch(() => "");
    if (grant === null || !this.#isReady || asked !== this.#asked) return;
    if (typeof grant === "string" && grant) this.#say("grant", { grant });
    else this.tell("refused", { code: "no_grant" });
  }

  /** Somebody can bring one by now. */
  again() {
    this.#tries = 0;
    return this.bring();
  }

  /** Nobody waits for it any more. */
  end() {
    this.forget(this.#late);
  }

  #answered() {
    if (this.#isReady) return;
    this.#isReady = true;
    this.end();
    this.again();
  }

  /** @param {Told["stage"]} now */
  #at({ stage, code }) {
    if (stage === "inside") this.#tries = 0;
    if (stage === "stopped" && MENDED.includes(code)) this.bring();
  }

  /** @param {string} type @param {Record<string, any>} payload */
  #say(type, payload = {}) {
    this.window()?.postMessage({ v: VERSION, type, id: type, payload }, this.origin);
  }
}
