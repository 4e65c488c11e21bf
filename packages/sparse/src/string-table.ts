import { isWellFormed } from './checks.js';
import { reserve } from './reserve.js';

/** Strings one after another in UTF-8: string `n` is `bytes[offsets[n] .. offsets[n + 1]]`. */
export interface Strings {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
}

const encoder = new TextEncoder();

/**
 * Numbers strings in the order of their first sight. A `Map` would do the same, but keeps every string on the
 * JavaScript heap: millions of terms and ids must fit beside the collection, so they live in typed arrays, as
 * UTF-8 bytes, under an open-addressing hash table.
 */
export class StringTable {
  #bytes = new Uint8Array(1 << 12);
  #offsets = new Uint32Array(1 << 8);
  #hashes = new Uint32Array(1 << 8);
  /** Number of the string plus 1, or 0 for a free slot. Its length is a power of two. */
  #slots = new Uint32Array(1 << 9);
  #size = 0;
  /** The string in hand: its bytes, their number, their hash. */
  #given = new Uint8Array(1 << 8);
  #length = 0;
  #hash = 0;

  /** A table of distinct strings, numbered as they lie. They are not copied. */
  static of({ bytes, offsets }: Strings): StringTable {
    const table = new StringTable();
    table.#size = offsets.length - 1;
    table.#bytes = bytes as Uint8Array<ArrayBuffer>;
    table.#offsets = offsets as Uint32Array<ArrayBuffer>;
    table.#hashes = new Uint32Array(table.#size);
    for (let n = 0; n < table.#size; n++) table.#hashes[n] = hashOf(bytes, offsets[n]!, offsets[n + 1]!);
    table.#spread(2 ** Math.ceil(Math.log2(2 * table.#size + 1)));
    return table;
  }

  get size(): number {
    return this.#size;
  }

  /** The number of `text`, which is `size` before the call if it is new. */
  add(text: string): number {
    this.#take(text);
    const slot = this.#slot();
    const entry = this.#slots[slot]!;
    if (entry !== 0) return entry - 1;
    const number = this.#size++;
    const start = this.#offsets[number]!;
    const end = start + this.#length;
    this.#bytes = reserve(this.#bytes, end);
    for (let i = 0; i < this.#length; i++) this.#bytes[start + i] = this.#given[i]!;
    this.#offsets = reserve(this.#offsets, number + 2);
    this.#offsets[number + 1] = end;
    this.#hashes = reserve(this.#hashes, number + 1);
    this.#hashes[number] = this.#hash;
    this.#slots[slot] = number + 1;
    if (this.#size * 2 > this.#slots.length) this.#spread(this.#slots.length * 2);
    return number;
  }

  /** The number of `text`, or undefined for an unknown one. */
  find(text: string): number | undefined {
    this.#take(text);
    // UTF-8 has no unpaired surrogates: what stands in for them must not be found in their place.
    if (this.#length > text.length && !isWellFormed(text)) return undefined;
    const entry = this.#slots[this.#slot()]!;
    return entry === 0 ? undefined : entry - 1;
  }

  /** All numbers, their strings ascending by UTF-8 bytes. */
  order(): Uint32Array {
    const offsets = this.#offsets;
    const bytes = this.#bytes;
    return Uint32Array.from({ length: this.#size }, (_, number) => number).sort((a, b) => {
      const aEnd = offsets[a + 1]!;
      const bEnd = offsets[b + 1]!;
      let i = offsets[a]!;
      let j = offsets[b]!;
      for (; i < aEnd && j < bEnd; i++, j++) if (bytes[i] !== bytes[j]) return bytes[i]! - bytes[j]!;
      return aEnd - i - (bEnd - j);
    });
  }

  /** Copies of the strings of `order`. */
  strings(order: Uint32Array): Strings {
    const offsets = new Uint32Array(order.length + 1);
    for (let i = 0; i < order.length; i++) {
      offsets[i + 1] = offsets[i]! + this.#offsets[order[i]! + 1]! - this.#offsets[order[i]!]!;
    }
    const bytes = new Uint8Array(offsets[order.length]!);
    for (let i = 0; i < order.length; i++) {
      const from = this.#offsets[order[i]!]!;
      const to = offsets[i]!;
      const length = offsets[i + 1]! - to;
      for (let j = 0; j < length; j++) bytes[to + j] = this.#bytes[from + j]!;
    }
    return { bytes, offsets };
  }

  #take(text: string): void {
    this.#given = reserve(this.#given, text.length);
    const given = this.#given;
    this.#length = text.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) {
        this.#given = reserve(this.#given, text.length * 3);
        this.#length = encoder.encodeInto(text, this.#given).written;
        break;
      }
      given[i] = unit;
    }
    this.#hash = hashOf(this.#given, 0, this.#length);
  }

  /** Where the string in hand is, or would be put. */
  #slot(): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hash & mask;
    for (let entry = this.#slots[slot]!; entry !== 0; entry = this.#slots[slot]!) {
      if (this.#hashes[entry - 1] === this.#hash && this.#equals(entry - 1)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #equals(number: number): boolean {
    const start = this.#offsets[number]!;
    if (this.#offsets[number + 1]! - start !== this.#length) return false;
    for (let i = 0; i < this.#length; i++) if (this.#bytes[start + i] !== this.#given[i]) return false;
    return true;
  }

  #spread(length: number): void {
    this.#slots = new Uint32Array(length);
    const mask = length - 1;
    for (let number = 0; number < this.#size; number++) {
      let slot = this.#hashes[number]! & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number + 1;
    }
  }
}

/** FNV-1a, its high bits folded into the low ones, which alone choose a slot. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
