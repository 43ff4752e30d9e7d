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
  /** Whether a grant is needed, and none was brought since. */
  #lacks = false;
  /** How it is to be looked at, where that has changed since it was loaded. @type {Look | ""} */
  #look = "";
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
    this.#look = look;
    if (this.#isReady) this.#say("look", { look });
  }

  /** Ask for a grant and bring it; one that could not be had is told, and not why. */
  async bring() {
    if (!this.#isReady || this.#tries >= TRIES) return;
    this.#tries += 1;
    this.#lacks = true;
    const asked = (this.#asked += 1);
    const grant = await Promise.resolve().then(this.grant).catch(() => "");
    if (grant === null) this.#tries -= 1;
    if (grant === null || !this.#isReady || asked !== this.#asked) return;
    if (typeof grant !== "string" || !grant) return this.tell("refused", { code: "no_grant" });
    this.#lacks = false;
    this.#say("grant", { grant });
  }

  /**
   * Another one asks for grants by now: it is asked where one is lacking, and as often in all. Whoever
   * draws a page anew may name a new one each time, and because of what the last one has come to.
   */
  async again() {
    if (this.#lacks) await this.bring();
  }

  /** Nobody waits for it any more, and nothing that still comes is brought. */
  end() {
    this.#isReady = false;
    this.forget(this.#late);
  }

  #answered() {
    if (this.#isReady) return;
    this.#isReady = true;
    this.forget(this.#late);
    if (this.#look) this.#say("look", { look: this.#look });
    this.#tries = 0;
    this.bring();
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
