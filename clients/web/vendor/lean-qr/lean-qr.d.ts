/** Of lean-qr's types, what this page uses. */

type Mode = (target: unknown, version: number) => void;
type Correction = number & { readonly _: unique symbol };

export const mode: Readonly<{ bytes(data: Uint8Array): Mode }>;
export const correction: Readonly<Record<"L" | "M" | "Q" | "H", Correction>>;
export function generate(
  data: Mode,
  options?: { readonly minCorrectionLevel?: Correction },
): { readonly size: number; get(x: number, y: number): boolean };
