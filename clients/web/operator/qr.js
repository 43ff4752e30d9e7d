/** A link as a QR code. It is drawn here: the secret in it goes nowhere. */

/** @typedef {{size: number, get: (x: number, y: number) => boolean}} Squares */
/** @typedef {{size: number, path: string}} Code */

/**
 * Loads what draws it; a lost server is a refusal like any other.
 * @param {string} text
 * @returns {Promise<Code>}
 */
export async function codeOf(text) {
  const { correction, generate, mode } = await import("../vendor/lean-qr/lean-qr.js").catch(() => {
    throw { code: "lost", detail: "", facts: {} };
  });
  // As bytes without a mark of their encoding, which some readers trip over; M is made for screens.
  const squares = generate(mode.bytes(new TextEncoder().encode(text)), { minCorrectionLevel: correction.M });
  return { size: squares.size, path: outline(squares) };
}

/** Each dark stretch of each row as a rectangle. @param {Squares} squares */
export function outline({ size, get }) {
  let path = "";
  for (let y = 0; y < size; y += 1) {
    for (let x = 0, from = 0; x < size; x = from + 1) {
      for (from = x; get(from, y); from += 1);
      if (from > x) path += `M${x} ${y}h${from - x}v1h${x - from}z`;
    }
  }
  return path;
}
