import { isUtf8 } from 'node:buffer';
import { checkId, compareIds, RepriseError } from '@reprise/spec';
import { corruptFile } from './file-errors.js';

/**
 * Document ids ↔ document numbers. Ids lie one after another as UTF-8 bytes, ascending, and number n is the
 * bytes from `offsets[n]` to `offsets[n + 1]`. A lookup is a binary search on the bytes: opening a table costs
 * no more than reading it, where a Map would cost a string and an entry an id.
 */
export class IdTable {
  readonly size: number;
  readonly #bytes: Buffer;
  readonly #offsets: Uint32Array;
  readonly #path: string;

  private constructor(bytes: Uint8Array, offsets: Uint32Array, path: string) {
    this.size = offsets.length - 1;
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#offsets = offsets;
    this.#path = path;
  }

  /** From ids in ascending order of their UTF-8 bytes (`compareIds`), each once; at most 4 GiB of them. */
  static from(sortedIds: Iterable<string>): IdTable {
    let bytes = Buffer.alloc(1024);
    let length = 0;
    const offsets = [0];
    let previous: string | undefined;
    for (const id of sortedIds) {
      checkId(id, `entry ${offsets.length - 1} of the id table`);
      const order = previous === undefined ? -1 : compareIds(previous, id);
      if (order >= 0) {
        throw new RepriseError(
          order === 0 ? 'DUPLICATE_ID' : 'INVALID_INPUT',
          `id ${JSON.stringify(id)} comes after ${JSON.stringify(previous)}: give each id once, ascending by UTF-8 bytes`,
          { details: { value: id, number: offsets.length - 1 } },
        );
      }
      const needed = length + Buffer.byteLength(id);
      if (needed > 0xffffffff) {
        throw new RepriseError('LIMIT_EXCEEDED', 'the ids have more than 4 GiB: split the index', {
          details: { value: needed, expected: 0xffffffff },
        });
      }
      if (needed > bytes.length) bytes = Buffer.concat([bytes], Math.max(needed, 2 * bytes.length));
      length += bytes.write(id, length);
      offsets.push(length);
      previous = id;
    }
    return new IdTable(Uint8Array.from(bytes.subarray(0, length)), Uint32Array.from(offsets), 'id table');
  }

  /**
   * From what `sections()` gave, as read from a file; `path` is for messages. Checks that no offset leads
   * outside; `verify()` checks the rest.
   */
  static fromSections(bytes: Uint8Array, offsets: Uint32Array, path = 'id table'): IdTable {
    const refuse = (what: string, expected: unknown, found: unknown): RepriseError =>
      corruptFile(`${what} of the id table`, { path, offset: 0, expected, found });
    if (offsets.length === 0) throw refuse('the number of offsets', 'at least 1', 0);
    if (offsets[0] !== 0) throw refuse('offset 0', 0, offsets[0]);
    for (let i = 1; i < offsets.length; i++) {
      if (offsets[i]! <= offsets[i - 1]!) throw refuse(`offset ${i}`, `above ${offsets[i - 1]}`, offsets[i]);
    }
    const end = offsets[offsets.length - 1];
    if (end !== bytes.length) throw refuse('the last offset', bytes.length, end);
    return new IdTable(bytes, offsets, path);
  }

  /** The id of a document number. */
  id(number: number): string {
    if (!Number.isInteger(number) || number < 0 || number >= this.size) {
      throw new RepriseError(
        'INVALID_INPUT',
        `document number ${number}: give an integer below ${this.size}`,
        {
          details: { value: number, expected: this.size },
        },
      );
    }
    return this.#bytes.toString('utf8', this.#offsets[number]!, this.#offsets[number + 1]!);
  }

  /** The number of an id; undefined for an unknown one. */
  number(id: string): number | undefined {
    const target = asciiOf(id) ?? Buffer.from(id);
    let low = 0;
    let high = this.size - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const order = this.#compare(target, middle);
      // An unpaired surrogate turns into U+FFFD as bytes: it must not find an id that has that character.
      if (order === 0) return Array.isArray(target) || this.id(middle) === id ? middle : undefined;
      if (order < 0) high = middle - 1;
      else low = middle + 1;
    }
    return undefined;
  }

  #compare(target: ArrayLike<number>, number: number): number {
    const bytes = this.#bytes;
    const from = this.#offsets[number]!;
    const length = this.#offsets[number + 1]! - from;
    const shorter = Math.min(length, target.length);
    // Byte by byte: ids differ early, and `Buffer.compare` spends ten times as long on checks of its arguments.
    for (let i = 0; i < shorter; i++) {
      const difference = target[i]! - bytes[from + i]!;
      if (difference !== 0) return difference;
    }
    return target.length - length;
  }

  /** What to save, without copying. */
  sections(): { readonly bytes: Uint8Array; readonly offsets: Uint32Array } {
    const { buffer, byteOffset, byteLength } = this.#bytes;
    return { bytes: new Uint8Array(buffer, byteOffset, byteLength), offsets: this.#offsets };
  }

  /** Fails with `CORRUPT_FILE` unless the ids are well-formed UTF-8 and strictly ascending. */
  verify(): void {
    const bytes = this.#bytes;
    const refuse = (number: number, expected: string): RepriseError =>
      corruptFile(`id ${number} of the id table`, {
        path: this.#path,
        offset: this.#offsets[number]!,
        expected,
        found: JSON.stringify(this.id(number)),
      });
    const wellFormed = isUtf8(bytes);
    for (let number = 0; number < this.size; number++) {
      const from = this.#offsets[number]!;
      const to = this.#offsets[number + 1]!;
      // A whole that is well-formed is so in its parts if no part begins within a character.
      const whole = wellFormed ? (bytes[from]! & 0xc0) !== 0x80 : isUtf8(bytes.subarray(from, to));
      if (!whole) throw refuse(number, 'well-formed UTF-8');
      if (number > 0 && bytes.compare(bytes, this.#offsets[number - 1]!, from, from, to) <= 0) {
        throw refuse(number, 'after the one before');
      }
    }
  }
}

/** The bytes of an id that is ASCII, as most are: `Buffer.from` takes longer than the search that they are for. */
function asciiOf(id: string): readonly number[] | undefined {
  const bytes: number[] = [];
  for (let i = 0; i < id.length; i++) {
    const unit = id.charCodeAt(i);
    if (unit > 0x7f) return undefined;
    bytes.push(unit);
  }
  return bytes;
}
