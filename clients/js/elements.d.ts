/** What `<pushback-circle>` is to TypeScript: by its name in a document, and by its events. */

import type { Told } from "./panel.js";
import type { PushbackCircle } from "./circle.js";

export * from "./circle.js";

export type PushbackCircleEvents = { [T in keyof Told]: CustomEvent<Told[T]> };

declare module "./circle.js" {
  interface PushbackCircle {
    addEventListener<T extends keyof PushbackCircleEvents>(
      type: T,
      heard: (event: PushbackCircleEvents[T]) => void,
      how?: boolean | AddEventListenerOptions,
    ): void;
    addEventListener(type: string, heard: EventListenerOrEventListenerObject, how?: boolean | AddEventListenerOptions): void;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "pushback-circle": PushbackCircle;
  }
}
