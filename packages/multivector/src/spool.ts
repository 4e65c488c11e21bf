import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepriseError } from '@reprise/spec';

/** Where the rows of a document wait: in memory, or from a byte of the file on. */
export type Spooled = Float32Array | { readonly position: number; readonly length: number };

/** What waits in memory at most, bytes. */
const memoryBytes = 256 * 2 ** 20;

/**
 * Holds rows until all have come, as the centroids are made of a sample of all: the first 256 MiB in memory, the rest
 * in a temporary file. Failures of the file are `IO_FAILED`.
 */
export class Spool {
  readonly #limit: number;
  #held = 0;
  #folder: string | undefined;
  #file: FileHandle | undefined;
  #position = 0;

  constructor(limit: number = memoryBytes) {
    this.#limit = limit;
  }

  /** Copies the rows: callers may use their arrays again. */
  async put(rows: Float32Array): Promise<Spooled> {
    if (this.#held + rows.byteLength <= this.#limit) {
      this.#held += rows.byteLength;
      return rows.slice();
    }
    return guarded(async () => {
      this.#folder ??= await mkdtemp(join(tmpdir(), 'reprise-multivector-rows-'));
      this.#file ??= await open(join(this.#folder, 'rows'), 'w+');
      const position = this.#position;
      const bytes = new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
      for (let at = 0; at < bytes.length; ) {
        at += (await this.#file.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
      }
      this.#position += bytes.length;
      return { position, length: rows.length };
    });
  }

  async get(spooled: Spooled): Promise<Float32Array> {
    if (spooled instanceof Float32Array) return spooled;
    return guarded(async () => {
      const rows = new Float32Array(spooled.length);
      const bytes = new Uint8Array(rows.buffer);
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await this.#file!.read(bytes, at, bytes.length - at, spooled.position + at);
        if (bytesRead === 0) throw new Error('the file ends early');
        at += bytesRead;
      }
      return rows;
    });
  }

  /** Takes the file away. */
  async close(): Promise<void> {
    await this.#file?.close();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }
}

async function guarded<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    throw new RepriseError(
      'IO_FAILED',
      `the temporary file for token rows in ${tmpdir()} failed (${cause instanceof Error ? cause.message : String(cause)}): ` +
        'make room there',
      { cause, details: { path: tmpdir() } },
    );
  }
}
