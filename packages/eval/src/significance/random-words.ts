/**
 * A stream of random 32-bit words, from 0 to 2³² − 1, that a 32-bit seed fixes: sfc32, "small fast counter", of Chris
 * Doty-Humphrey's PractRand (public domain), seeded as there (a = 0, b = seed, counter 1, twelve steps thrown away).
 * Not for secrets.
 */
export function randomWords(seed: number): () => number {
  let a = 0;
  let b = seed | 0;
  let c = 0;
  let counter = 1;
  const word = (): number => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) word();
  return word;
}
