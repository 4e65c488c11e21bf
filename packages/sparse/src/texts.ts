import type { Container } from '@reprise/storage';
import { reserve } from './reserve.js';

/** The stored texts of an index, by document number. */
export interface Texts {
  /** Text `d` is the bytes from `offsets[d]` to `offsets[d + 1]`; float64 because 32 bits end at 4 GiB. */
  readonly offsets: Float64Array;
  readonly read: (document: number) => Promise<Uint8Array>;
  /** All bytes in order, in pieces of about a mebibyte. */
  readonly pieces: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const pieceBytes = 1 << 20;

const encoder = new TextEncoder();

/** Collects texts while an index is built, as UTF-8 outside of the JavaScript heap. */
export class TextBuffer {
  readonly #chunks: Uint8Array[] = [];
  /** Bytes of the last chunk that are in use. */
  #used = 0;
  #size = 0;
  /** Where text `n` begins: chunk and byte. */
  #chunkOf = new Uint32Array(1 << 8);
  #starts = new Uint32Array(1 << 8);
  #lengths = new Uint32Array(1 << 8);

  add(text: string): void {
    const room = text.length * 3;
    if (this.#chunks.length === 0 || this.#chunks.at(-1)!.length - this.#used < room) {
      this.#chunks.push(new Uint8Array(Math.max(4 * pieceBytes, room)));
      this.#used = 0;
    }
    const { written } = encoder.encodeInto(text, this.#chunks.at(-1)!.subarray(this.#used));
    const number = this.#size++;
    this.#chunkOf = reserve(this.#chunkOf, number + 1);
    this.#starts = reserve(this.#starts, number + 1);
    this.#lengths = reserve(this.#lengths, number + 1);
    this.#chunkOf[number] = this.#chunks.length - 1;
    this.#starts[number] = this.#used;
    this.#lengths[number] = written;
    this.#used += written;
  }

  /** The texts, text `order[d]` of this buffer as that of document `d`. */
  finish(order: Uint32Array): Texts {
    const bytesOf = (document: number): Uint8Array => {
      const number = order[document]!;
      const start = this.#starts[number]!;
      return this.#chunks[this.#chunkOf[number]!]!.subarray(start, start + this.#lengths[number]!);
    };
    const offsets = new Float64Array(order.length + 1);
    for (let d = 0; d < order.length; d++) offsets[d + 1] = offsets[d]! + this.#lengths[order[d]!]!;
    return {
      offsets,
      read: async (document) => bytesOf(document),
      *pieces() {
        let piece: Uint8Array[] = [];
        let start = 0;
        for (let d = 0; d < order.length; d++) {
          piece.push(bytesOf(d));
          if (offsets[d + 1]! - start < pieceBytes) continue;
          yield Buffer.concat(piece);
          piece = [];
          start = offsets[d + 1]!;
        }
        yield Buffer.concat(piece);
      },
    };
  }
}

/** Texts that stay in their file and are read one by one. */
export function savedTexts(file: Container, section: string, offsets: Float64Array): Texts {
  return {
    offsets,
    read: (document) =>
      file.readRange(section, offsets[document]!, offsets[document + 1]! - offsets[document]!),
    async *pieces() {
      const end = offsets.at(-1)!;
      for (let start = 0; start < end; start += pieceBytes) {
        yield file.readRange(section, start, Math.min(pieceBytes, end - start));
      }
    },
  };
}
