import { Buffer } from 'node:buffer';
import { RepriseError } from '@reprise/spec';

/** Takes bytes from a stream in pieces of any size. */
export class ByteReader {
  readonly #chunks: AsyncGenerator<Buffer>;
  readonly #path: string;
  #held: Buffer = Buffer.alloc(0);
  #offset = 0;

  constructor(chunks: AsyncGenerator<Buffer>, path: string) {
    this.#chunks = chunks;
    this.#path = path;
  }

  /** Bytes taken so far. */
  get offset(): number {
    return this.#offset;
  }

  /** The next `count` bytes. Refuses a source that ends before with `CORRUPT_FILE`; `what` names them. */
  async take(count: number, what: string): Promise<Buffer> {
    const parts = [this.#held];
    let length = this.#held.length;
    while (length < count) {
      const next = await this.#chunks.next();
      if (next.done) throw this.corrupt(`${what}, ${count} bytes`, `${length} bytes and the end`);
      parts.push(next.value);
      length += next.value.length;
    }
    const bytes = parts.length === 1 ? this.#held : Buffer.concat(parts);
    this.#held = bytes.subarray(count);
    this.#offset += count;
    return bytes.subarray(0, count);
  }

  /** Refuses bytes that follow. */
  async end(): Promise<void> {
    const next = this.#held.length > 0 ? { done: false } : await this.#chunks.next();
    if (!next.done) throw this.corrupt('the end', 'more bytes');
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }

  corrupt(expected: string, found: string): RepriseError {
    const path = this.#path;
    const offset = this.#offset;
    return new RepriseError(
      'CORRUPT_FILE',
      `${path} is damaged or of another format, at byte ${offset}: expected ${expected}, found ${found}`,
      { details: { path, offset, expected, found } },
    );
  }
}
