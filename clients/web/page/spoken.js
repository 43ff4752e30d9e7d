/** The page in the language of whoever reads it. */

import { speak } from "../words/words.js";

/** Speak it, and say so where a screen reader and the browser look. */
export async function speakToReader() {
  const { tag, direction } = await speak(navigator.languages);
  document.documentElement.lang = tag;
  document.documentElement.dir = direction;
}
