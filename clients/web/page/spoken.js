/** The page in the language of whoever reads it. */

import { speak } from "../words/words.js";

/** Speak it, and say so where a screen reader and the browser look. */
export async function speakToReader() {
  const { tag, direction } = await speak(navigator.languages, had());
  document.documentElement.lang = tag;
  document.documentElement.dir = direction;
}

/** The languages that the server has written into the document; none where it came from elsewhere. */
function had() {
  const named = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="languages"]'));
  return named?.content.split(" ").filter(Boolean) ?? [];
}
