import { type Block, encodeHalf } from '@reprise/kernels';
import { saveGeneration, writeManifest } from '@reprise/storage';
import { format, segmentFile } from './format.js';
import type { MultivectorData, Settings } from './multivector-data.js';
import { bitsOf, type Precision } from './precision.js';
import { rowBytes } from './rows.js';

export interface SaveOptions {
  /** Whether an index that the folder holds already gives way. Default false. */
  readonly replace?: boolean;
  /** Aborting rejects the call with code `ABORTED` and leaves the folder as it was. */
  readonly signal?: AbortSignal;
}

/** Bytes written at once. */
const pieceBytes = 1 << 20;

/** What the manifest tells of an index. */
export interface SavedSettings extends Settings {
  readonly precision: Precision;
  readonly unit: boolean;
  /** Bits of a token id; 0 where there are none. */
  readonly tokenBits: 0 | 16 | 32;
}

export function settingsOf({
  space,
  dimensions,
  centroids,
  pool,
  rows,
  codebook,
  tokens,
}: MultivectorData): SavedSettings {
  const tokenBits = tokens === undefined ? 0 : tokens instanceof Uint16Array ? 16 : 32;
  return {
    space,
    dimensions,
    centroids,
    pool,
    precision: rows.precision,
    unit: codebook.book.unit,
    tokenBits,
  };
}

export async function saveMultivector(
  data: MultivectorData,
  directory: string,
  options: SaveOptions,
): Promise<void> {
  await saveGeneration(directory, { ...format, ...options }, async (writer) => {
    await writer.write(segmentFile, sectionsOf(data));
    await writeManifest(writer, {
      segments: [{ file: segmentFile, documents: data.ids.size, tombstones: new Uint32Array(0) }],
      properties: { ...settingsOf(data) },
    });
  });
}

/** All parts of an index, in pieces. */
export function* sectionsOf(
  data: MultivectorData,
): Generator<{ readonly name: string; readonly data: Iterable<Uint8Array> }> {
  const { ids, kernels, rows, starts, tokens, labels, codebook } = data;
  const { book, count } = codebook;
  const { bytes, offsets } = ids.sections();
  const ofArray = (array: ArrayBufferView): Iterable<Uint8Array> => [
    new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength),
  ];
  /** A view dies when the kernels' memory grows, so each piece is a copy of a new one. */
  function* ofBlock(block: Block, length: number): Generator<Uint8Array> {
    for (let at = 0; at < length; at += pieceBytes) {
      yield kernels.view(block, Uint8Array).slice(at, Math.min(at + pieceBytes, length));
    }
  }
  yield { name: 'ids', data: ofArray(bytes) };
  yield { name: 'id-offsets', data: ofArray(offsets) };
  yield { name: 'row-starts', data: ofArray(starts) };
  yield { name: 'rows', data: ofBlock(rows.block, rows.count * rowBytes(rows)) };
  if (rows.scales && bitsOf(rows.precision) === undefined) {
    yield { name: 'scales', data: ofBlock(rows.scales, rows.count * 4) };
  } else if (rows.scales) {
    const halves = new Uint16Array(rows.count);
    encodeHalf(kernels.view(rows.scales, Float32Array).subarray(0, rows.count), halves);
    yield { name: 'scales', data: ofArray(halves) };
  }
  const centroidIds = kernels.view(rows.centroidIds, Uint32Array).subarray(0, rows.count);
  yield {
    name: 'centroid-ids',
    data: ofArray(narrow(count) ? Uint16Array.from(centroidIds) : centroidIds.slice()),
  };
  yield { name: 'centroids', data: ofArray(book.centroids) };
  yield { name: 'cells', data: ofArray(book.cells) };
  yield { name: 'cell-starts', data: ofArray(book.cellStarts) };
  if (tokens) yield { name: 'tokens', data: ofArray(tokens) };
  yield { name: 'labels', data: ofArray(new TextEncoder().encode(JSON.stringify([...labels]))) };
}

/** Whether numbers below `count` are saved in 16 bits. */
export const narrow = (count: number): boolean => count <= 2 ** 16;
