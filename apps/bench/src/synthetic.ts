import type { TextDocument } from '@reprise/datasets';
import type { Texts } from './texts.js';

const vocabulary = 100_000;
/** Zipf and Mandelbrot's law: word r has a part of 1 / (r + 10) in the text, as if stop words were gone already. */
const shift = 10;

/** Makes texts of `least` to `most` words, the same for the same seed. */
export function textMaker(seed: number): (least: number, most: number) => string {
  const below = numbersBelowOne(seed);
  const span = Math.log((vocabulary + shift) / shift);
  const word = () => `w${Math.floor(shift * Math.exp(below() * span)) - shift}`;
  // Joined, not added up: V8 would put off the work of adding until the text is first read, which is timed.
  return (least, most) =>
    Array.from({ length: least + Math.floor(below() * (most - least + 1)) }, word).join(' ');
}

/** Documents of 40 to 80 words and 200 queries of 2 to 6, drawn from the same words. */
export function syntheticTexts(count: number): Texts {
  const text = textMaker(1);
  const documents = Array.from(
    { length: count },
    (_, i): TextDocument => ({ id: `document-${i}`, text: text(40, 80) }),
  );
  const queries = Array.from({ length: 200 }, (_, i) => ({ id: `query-${i}`, text: text(2, 6) }));
  return { name: `${count} synthetic documents of about 60 words`, documents, queries };
}

/** Numbers from 0 up to 1: a linear congruential generator with the factors of Numerical Recipes. */
export function numbersBelowOne(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
