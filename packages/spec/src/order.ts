import type { Hit } from './ranking.js';

/** Moves surrogates above the rest of the plane, so that code units sort as UTF-8 bytes do. */
const utf8Rank = (unit: number): number => {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
};

/** Orders strings by their UTF-8 bytes, which UTF-16 order is not above U+FFFF. */
export function compareIds(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return utf8Rank(x) - utf8Rank(y);
  }
  return a.length - b.length;
}

/** The order of every ranking: score descending, then id ascending by UTF-8 bytes. */
export function compareHits(a: Hit, b: Hit): number {
  return b.score - a.score || compareIds(a.id, b.id);
}
