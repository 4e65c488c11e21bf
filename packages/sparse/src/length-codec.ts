/**
 * Lucene's one-byte document length (SmallFloat.intToByte4, Lucene 9): exact up to 40, then four significant
 * bits, rounded down. With b = L - 24 for L of at least 24 and s = bits(b) - 4 where b needs more than 3 bits:
 *
 *     byte = L                                  L < 24
 *     byte = 24 + b                             b < 8
 *     byte = 24 + (((s + 1) << 3) | ((b >> s) & 7))
 *
 * Scores that must equal Lucene's need this loss: it changes the order of most rankings of long documents.
 */

/** Lengths below this are stored as they are: 255 less the code of the largest 32-bit integer. */
const exact = 24;
const largest = 0x7fffffff;

/** The byte of a length. A fraction is dropped, as lengths of Lucene are whole numbers. */
export function encodeLength(length: number): number {
  const whole = Math.floor(Math.min(length, largest));
  if (whole < exact) return whole;
  const rest = whole - exact;
  if (rest < 8) return exact + rest;
  const shift = 28 - Math.clz32(rest);
  return exact + (((shift + 1) << 3) | ((rest >>> shift) & 7));
}

const decode = (byte: number): number => {
  if (byte < exact + 8) return byte;
  const code = byte - exact;
  return exact + ((code & 7) | 8) * 2 ** ((code >> 3) - 1);
};

/** The 256 lengths that a byte can stand for. */
export const decodedLengths: Float64Array = Float64Array.from({ length: 256 }, (_, byte) => decode(byte));
