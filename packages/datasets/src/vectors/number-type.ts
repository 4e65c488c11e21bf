import type { Buffer } from 'node:buffer';

/** How a file stores numbers; all little-endian. */
export type NumberType = 'f16' | 'bf16' | 'f32' | 'f64';

export const bytesOf: Readonly<Record<NumberType, number>> = { f16: 2, bf16: 2, f32: 4, f64: 8 };

const word = new DataView(new ArrayBuffer(4));

/** IEEE 754 half precision. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The upper half of a float32. */
function brain(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}

const readers: Readonly<Record<NumberType, (bytes: Buffer, at: number) => number>> = {
  f16: (bytes, at) => half(bytes.readUInt16LE(at)),
  bf16: (bytes, at) => brain(bytes.readUInt16LE(at)),
  f32: (bytes, at) => bytes.readFloatLE(at),
  f64: (bytes, at) => bytes.readDoubleLE(at),
};

/** `count` numbers as float32. */
export function decodeNumbers(type: NumberType, bytes: Buffer, count: number): Float32Array {
  const read = readers[type];
  const size = bytesOf[type];
  return Float32Array.from({ length: count }, (_, i) => read(bytes, i * size));
}
