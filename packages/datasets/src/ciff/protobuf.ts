import { Buffer } from 'node:buffer';

/**
 * What CIFF needs of the protocol buffers wire format: varints, 64-bit numbers and bytes with a length. Numbers are whole
 * and below 2⁵³; larger or negative ones are faults, as no field of CIFF can be.
 */
export class WireFault extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

export interface Field {
  readonly number: number;
  /** Where it begins in its message. */
  readonly at: number;
  readonly value: number | Buffer;
}

/** The number that begins at `at`, and where it ends; undefined where the bytes end first. */
export function readVarint(
  bytes: Buffer,
  at: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let end = at; end < bytes.length; ) {
    const byte = bytes[end++] as number;
    value += (byte & 0x7f) * scale;
    if (value > Number.MAX_SAFE_INTEGER || end - at > 10) throw new WireFault('a number below 2⁵³', at);
    if (byte < 0x80) return { value, end };
    scale *= 128;
  }
  return undefined;
}

/** The fields of a message in their order, those of unknown numbers too. */
export function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  const number = (expected: string): number => {
    const read = readVarint(message, at);
    if (read === undefined) throw new WireFault(expected, at);
    at = read.end;
    return read.value;
  };
  const take = (length: number): Buffer => {
    if (length > message.length - at) throw new WireFault(`${length} bytes`, at);
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const begin = at;
    const key = number('a field');
    const field = { number: Math.floor(key / 8), at: begin };
    if (field.number === 0) throw new WireFault('a field number above 0', begin);
    const type = key % 8;
    if (type === 0) yield { ...field, value: number('a number') };
    else if (type === 1) yield { ...field, value: take(8) };
    else if (type === 2) yield { ...field, value: take(number('a length')) };
    else if (type === 5) yield { ...field, value: take(4) };
    else throw new WireFault('a wire type of 0, 1, 2 or 5', begin);
  }
}

/** Grows as it is written to. */
export class WireWriter {
  #bytes: Buffer = Buffer.allocUnsafe(256);
  #length = 0;

  /** A field that holds a whole number of at least 0; 0 is not written, as protocol buffers have it. */
  number(field: number, value: number): this {
    if (value === 0) return this;
    return this.#varint(field * 8).#varint(value);
  }

  double(field: number, value: number): this {
    this.#varint(field * 8 + 1).#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
    return this;
  }

  bytes(field: number, value: string | Uint8Array): this {
    this.#varint(field * 8 + 2);
    return this.delimited(typeof value === 'string' ? Buffer.from(value) : value);
  }

  /** A message after its length. */
  delimited(message: Uint8Array): this {
    this.#varint(message.length).#reserve(message.length);
    this.#bytes.set(message, this.#length);
    this.#length += message.length;
    return this;
  }

  get length(): number {
    return this.#length;
  }

  /** What was written so far; the writer is empty again. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }

  #varint(value: number): this {
    this.#reserve(8);
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) this.#bytes[this.#length++] = (rest % 128) | 0x80;
    this.#bytes[this.#length++] = rest;
    return this;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
