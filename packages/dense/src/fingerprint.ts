import { createHash } from 'node:crypto';
import { pacer } from '@reprise/spec';
import type { DenseData } from './dense-data.js';
import { rowBytes } from './rows.js';

/** Bytes hashed between two looks at the signal: some milliseconds. */
const pieceBytes = 1 << 20;

/** SHA-256 of the ids and of what is scanned, as hexadecimal digits. Vectors on disk are not read. */
export async function fingerprintOf(data: DenseData, signal: AbortSignal | undefined): Promise<string> {
  const { space, dimensions, given, similarity, ids, kernels, rows } = data;
  const hash = createHash('sha256');
  const pace = pacer(signal);
  const add = async (bytes: () => Uint8Array, length: number): Promise<void> => {
    for (let at = 0; at < length; at += pieceBytes) {
      // Taken anew each time: a view of the kernels' memory dies when that grows.
      hash.update(bytes().subarray(at, Math.min(at + pieceBytes, length)));
      const pause = pace();
      if (pause) await pause;
    }
  };
  const { precision, block, scales, count } = rows;
  hash.update(JSON.stringify({ space, dimensions, given, similarity, precision, documents: count }));
  const { bytes, offsets } = ids.sections();
  hash.update(new Uint8Array(offsets.buffer, offsets.byteOffset, offsets.byteLength));
  await add(() => bytes, bytes.length);
  await add(() => kernels.view(block, Uint8Array), count * rowBytes(rows));
  if (scales !== undefined) await add(() => kernels.view(scales, Uint8Array), count * 4);
  return hash.digest('hex');
}
