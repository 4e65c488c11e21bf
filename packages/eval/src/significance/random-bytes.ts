/**
 * A stream of random bytes that a 32-bit seed fixes: sfc32, "small fast counter", of Chris Doty-Humphrey's PractRand
 * (public domain), seeded as there (a = 0, b = seed, counter 1, twelve steps thrown away). Not for secrets.
 */
export function randomBytes(seed: number): () => number {
  let a = 0;
  let b = seed | 0;
  let c = 0;
  let counter = 1;
  /** 32 bits, as a signed integer. */
  const word = (): number => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum;
  };
  for (let i = 0; i < 12; i++) word();

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
