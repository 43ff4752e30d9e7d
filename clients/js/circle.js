/**
 * `<pushback-circle server="https://…" room="…">`: the panel of a room in a page of yours. What is in it is
 * the server's own page in a frame, so that no script and no style around it reaches a person's pass or
 * their keys (ADR 0040). Import it, and give it `grant`: a function that asks your backend for one.
 */

import { serverOf } from "./address.js";
import { Panel } from "./panel.js";

/** @typedef {import("./panel.js").Told} Told */
/** @typedef {import("./panel.js").Look} Look */

/** Pixels across from which it is looked at from afar, where nobody says how. */
const STAGE = 960;
const LOOKS = ["panel", "stage", "clear"];
const STYLE = `
:host { display: block; position: relative; box-sizing: border-box; inline-size: 100%; min-inline-size: min(20rem, 100%); block-size: 40rem; }
:host([hidden]) { display: none; }
iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; }
slot { display: block; position: absolute; inset: 0; }
slot[hidden] { display: none; }`;
/** The panel runs and stays of its own origin; it cannot take the page around it elsewhere. */
const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-downloads";

const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

export class PushbackCircle extends Base {
  static observedAttributes = ["server", "room", "look", "label"];
  /** Where the visit is, empty before. @type {Told["stage"]["stage"] | ""} */
  stage = "";
  /** Where the meeting is, empty before. @type {Told["phase"]["phase"] | ""} */
  phase = "";
  /** @type {(() => string | Promise<string>) | null} */
  #grant = null;
  /** @type {Panel | null} */
  #panel = null;
  #frame = /** @type {HTMLIFrameElement | null} */ (null);
  #look = "";
  /** Whether it is in a page; before that its attributes are told one by one. */
  #isIn = false;
  #slot;
  #sizes;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open", delegatesFocus: true });
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [style];
    this.#slot = document.createElement("slot");
    shadow.append(this.#slot);
    this.#sizes = new ResizeObserver(() => this.#lookAgain());
    // Set before the element was known, it stands in the way of the property.
    const early = Object.getOwnPropertyDescriptor(this, "grant")?.value;
    if (early === undefined) return;
    Reflect.deleteProperty(this, "grant");
    this.grant = early;
  }

  /** Asks your backend for a grant, whenever one is needed. Never an attribute: what is written in a document is read by whoever reads it. */
  get grant() {
    return this.#grant;
  }

  set grant(ask) {
    if (ask !== null && typeof ask !== "function") throw new TypeError("grant is a function that asks for one");
    this.#grant = ask;
    if (ask) this.#panel?.again();
  }

  connectedCallback() {
    this.#isIn = true;
    addEventListener("message", this.#heard);
    this.#sizes.observe(this);
    this.#show();
  }

  disconnectedCallback() {
    this.#isIn = false;
    removeEventListener("message", this.#heard);
    this.#sizes.disconnect();
    this.#clear();
  }

  /** @param {string} name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(name, before, after) {
    if (before === after || !this.#isIn) return;
    if (name === "label") this.#frame?.setAttribute("title", this.#label);
    else if (name === "look") this.#lookAgain();
    else this.#show();
  }

  #heard = (/** @type {MessageEvent} */ event) => this.#panel?.hear(event);

  #show() {
    this.#clear();
    const [server, room] = ["server", "room"].map((name) => this.getAttribute(name) ?? "");
    if (!server || !room) return;
    let origin = "";
    try {
      origin = serverOf(server);
    } catch {
      return this.#tell("refused", { code: "invalid" });
    }
    this.#look = this.#wanted;
    const frame = document.createElement("iframe");
    this.#frame = frame;
    frame.title = this.#label;
    frame.setAttribute("part", "frame");
    frame.setAttribute("sandbox", SANDBOX);
    frame.referrerPolicy = "no-referrer";
    const panel = new Panel({
      origin,
      window: () => frame.contentWindow,
      grant: () => this.#grant?.() ?? null,
      tell: (type, detail) => this.#tell(type, detail),
    });
    this.#panel = panel;
    frame.onload = () => panel.greet();
    frame.src = `${origin}/embed/${encodeURIComponent(room)}?look=${this.#look}`;
    this.shadowRoot?.prepend(frame);
  }

  #clear() {
    this.#panel?.end();
    this.#frame?.remove();
    [this.#panel, this.#frame, this.stage, this.phase] = [null, null, "", ""];
    this.#slot.hidden = false;
  }

  /** @template {keyof Told} T @param {T} type @param {Told[T]} detail */
  #tell(type, detail) {
    if (type === "ready") this.#slot.hidden = true;
    if ("stage" in detail) this.stage = detail.stage;
    if ("phase" in detail) this.phase = detail.phase;
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #lookAgain() {
    if (this.#look === this.#wanted) return;
    this.#look = this.#wanted;
    this.#panel?.look(/** @type {Look} */ (this.#look));
  }

  get #wanted() {
    const said = this.getAttribute("look") ?? "";
    return LOOKS.includes(said) ? said : this.clientWidth >= STAGE ? "stage" : "panel";
  }

  get #label() {
    return this.getAttribute("label") || "The circle";
  }
}

if (globalThis.customElements && !customElements.get("pushback-circle")) customElements.define("pushback-circle", PushbackCircle);
