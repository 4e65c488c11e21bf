import { reserve } from './reserve.js';

const encoder = new TextEncoder();

/**
 * Numbers strings in the order of their first sight. A `Map` would do the same, but keeps every string on the
 * JavaScript heap: millions of terms and ids must fit beside the collection, so they live in typed arrays, as
 * UTF-8 bytes, under an open-addressing hash table.
 */
export class StringTable {
  #bytes = new Uint8Array(1 << 12);
  /** String `n` is `#bytes[#offsets[n] .. #offsets[n + 1]]`. */
  #offsets = new Uint32Array(1 << 8);
  #hashes = new Uint32Array(1 << 8);
  /** Number of the string plus 1, or 0 for a free slot. Its length is a power of two. */
  #slots = new Uint32Array(1 << 9);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The number of `text`, which is `size` before the call if it is new. */
  add(text: string): number {
    // Written behind the last string: it stays there if it is new.
    const start = this.#offsets[this.#size]!;
    const end = this.#write(text, start);
    const bytes = this.#bytes;
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    // The low bits alone choose the slot: fold the high ones in.
    hash = (hash ^ (hash >>> 15)) >>> 0;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let entry = this.#slots[slot]!; entry !== 0; entry = this.#slots[slot]!) {
      if (this.#hashes[entry - 1] === hash && this.#equals(entry - 1, start, end)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    const number = this.#size++;
    this.#offsets = reserve(this.#offsets, number + 2);
    this.#offsets[number + 1] = end;
    this.#hashes = reserve(this.#hashes, number + 1);
    this.#hashes[number] = hash;
    this.#slots[slot] = number + 1;
    if (this.#size * 2 > this.#slots.length) this.#widen();
    return number;
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

  /** The strings of `order` one after another, as an `IdTable` takes them. */
  sections(order: Uint32Array): { readonly bytes: Uint8Array; readonly offsets: Uint32Array } {
    const offsets = new Uint32Array(order.length + 1);
    for (let i = 0; i < order.length; i++) {
      offsets[i + 1] = offsets[i]! + this.#offsets[order[i]! + 1]! - this.#offsets[order[i]!]!;
    }
    const bytes = new Uint8Array(offsets[order.length]!);
    for (let i = 0; i < order.length; i++) {
      const start = this.#offsets[order[i]!]!;
      const length = offsets[i + 1]! - offsets[i]!;
      for (let j = 0; j < length; j++) bytes[offsets[i]! + j] = this.#bytes[start + j]!;
    }
    return { bytes, offsets };
  }

  #write(text: string, start: number): number {
    this.#bytes = reserve(this.#bytes, start + text.length);
    const bytes = this.#bytes;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) {
        this.#bytes = reserve(this.#bytes, start + text.length * 3);
        return start + encoder.encodeInto(text, this.#bytes.subarray(start)).written;
      }
      bytes[start + i] = unit;
    }
    return start + text.length;
  }

  #equals(number: number, start: number, end: number): boolean {
    const bytes = this.#bytes;
    let i = this.#offsets[number]!;
    if (this.#offsets[number + 1]! - i !== end - start) return false;
    for (let j = start; j < end; i++, j++) if (bytes[i] !== bytes[j]) return false;
    return true;
  }

  #widen(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#size; number++) {
      let slot = this.#hashes[number]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}
