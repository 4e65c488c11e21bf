import { randomWords } from './random-words.js';

/** The bytes of `randomWords`, the lowest of each word first. */
export function randomBytes(seed: number): () => number {
  const word = randomWords(seed);
  let bytes = 0;
  let left = 0;
  return () => {
    if (left === 0) {
      bytes = word();
      left = 4;
    }
    left--;
    const byte = bytes & 255;
    bytes >>>= 8;
    return byte;
  };
}
