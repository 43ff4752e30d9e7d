/**
 * Server-sent events for who brings a header of their own, which an `EventSource` cannot: as much of one
 * as a `StreamSocket` needs. It does not come back by itself; that is the line's to do.
 */

/** The longest event that is waited for, in characters; the server's are far shorter. */
const MOST = 1_000_000;

export class Overheard {
  /** @type {(() => void) | null} */
  onopen = null;
  /** @type {(() => void) | null} */
  onerror = null;
  /** @type {Map<string, (event: {data: string}) => void>} */
  #hears = new Map();
  #leaving = new AbortController();

  /**
   * @param {string} url
   * @param {Record<string, string>} headers
   * @param {(code: string) => void} onRefused by somebody who will not be asked again
   * @param {typeof fetch} [ask]
   */
  constructor(url, headers, onRefused, ask = fetch) {
    this.#listen(() => ask(url, { headers, signal: this.#leaving.signal, cache: "no-store", credentials: "omit" }), onRefused);
  }

  /**
   * @param {string} kind
   * @param {(event: any) => void} hear
   */
  addEventListener(kind, hear) {
    this.#hears.set(kind, hear);
  }

  close() {
    this.#leaving.abort();
  }

  /**
   * @param {() => Promise<Response>} ask
   * @param {(code: string) => void} onRefused
   */
  async #listen(ask, onRefused) {
    try {
      const answer = await ask();
      if (!answer.ok || !answer.body) return void (await this.#refused(answer, onRefused));
      this.onopen?.();
      await this.#read(answer.body);
    } catch {
      // Nobody answers, or we have gone.
    } finally {
      if (!this.#leaving.signal.aborted) this.onerror?.();
    }
  }

  /** @param {Response} answer @param {(code: string) => void} onRefused */
  async #refused(answer, onRefused) {
    const { code = "failed", retry = answer.status >= 500 || answer.status === 429 } = await answer.json().catch(() => ({}));
    if (!retry && !this.#leaving.signal.aborted) onRefused(code);
  }

  /** @param {ReadableStream<Uint8Array>} body */
  async #read(body) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    for (let text = ""; ; ) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (text + decoder.decode(value, { stream: true })).split("\n\n");
      text = blocks.pop() ?? "";
      if (text.length > MOST) return;
      for (const block of blocks) this.#hear(block);
    }
  }

  /** @param {string} block */
  #hear(block) {
    const { event, data } = Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s)));
    if (event && data && !this.#leaving.signal.aborted) this.#hears.get(event)?.({ data });
  }
}
