import { encodeHalf } from '@reprise/kernels';
import { pacer } from '@reprise/spec';
import { type Section, saveGeneration, writeManifest } from '@reprise/storage';
import type { DenseData } from './dense-data.js';
import { format, segmentFile, vectorSection } from './format.js';
import { readVectors } from './read-vectors.js';
import { rowBytes } from './rows.js';
import { isCoded } from './vector-options.js';

export interface SaveOptions {
  /** Whether an index that the folder holds already gives way. Default false. */
  readonly replace?: boolean;
  /** Aborting rejects the call with code `ABORTED` and leaves the folder as it was. */
  readonly signal?: AbortSignal;
}

/** Rows written at once. */
const rowsAtOnce = 1024;

export async function saveDense(data: DenseData, directory: string, options: SaveOptions): Promise<void> {
  const { space, dimensions, given, similarity, ids, rows } = data;
  const { bytes, offsets } = ids.sections();
  const sections: Section[] = [
    { name: 'ids', data: bytes },
    { name: 'id-offsets', data: new Uint8Array(offsets.buffer, offsets.byteOffset, offsets.byteLength) },
    { name: vectorSection, data: vectorPieces(data, options.signal) },
  ];
  if (isCoded(rows.precision)) {
    const length = rows.count * rowBytes(rows);
    sections.push({ name: 'codes', data: data.kernels.view(rows.block, Uint8Array).slice(0, length) });
    if (rows.scales !== undefined) {
      sections.push({
        name: 'scales',
        data: data.kernels.view(rows.scales, Uint8Array).slice(0, rows.count * 4),
      });
    }
  }
  await saveGeneration(directory, { ...format, ...options }, async (writer) => {
    await writer.write(segmentFile, sections);
    await writeManifest(writer, {
      segments: [{ file: segmentFile, documents: ids.size, tombstones: new Uint32Array(0) }],
      properties: { space, dimensions, given, similarity, precision: rows.precision },
    });
  });
}

async function* vectorPieces(data: DenseData, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const pace = pacer(signal);
  const { count, precision, dimensions } = data.rows;
  for (let first = 0; first < count; first += rowsAtOnce) {
    const numbers = Uint32Array.from({ length: Math.min(rowsAtOnce, count - first) }, (_, i) => first + i);
    const vectors = new Float32Array(numbers.length * dimensions);
    for (const [i, vector] of (await readVectors(data, numbers)).entries())
      vectors.set(vector, i * dimensions);
    if (precision === 'f16') {
      const halves = new Uint16Array(vectors.length);
      encodeHalf(vectors, halves);
      yield new Uint8Array(halves.buffer);
    } else yield new Uint8Array(vectors.buffer);
    await pace();
  }
}
