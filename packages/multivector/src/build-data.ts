import { loadKernels } from '@reprise/kernels';
import { compareIds, pacer, RepriseError } from '@reprise/spec';
import { IdTable } from '@reprise/storage';
import { assignRows, type Codebook, placeCodebook } from './codebook.js';
import { allocate, withBlocks } from './memory.js';
import { type MultivectorData, multivectorData, type Settings } from './multivector-data.js';
import type { Precision } from './precision.js';
import { type Changes, receiveDocuments } from './receive-documents.js';
import { allocateRows, copyRows, setRow } from './rows.js';
import { sampleRows } from './sample-rows.js';
import { Spool } from './spool.js';
import { statisticsOf } from './token-statistics.js';
import { trainCodebook } from './train-codebook.js';

const reportEvery = 1000;
const rowsAtOnce = 1024;
/** Rows of the sample that centroids are made of: for each centroid, and bytes at most. */
const rowsOfACentroid = 16;
const sampleBytes = 2 ** 28;

/**
 * An index of the documents of `old`, as they are coded there, and of new ones. Centroids are made of a sample of the
 * rows when the first ones come, and stay: then no code has to be made again, whose rows are known no better than it
 * tells.
 */
export async function buildData(
  old: MultivectorData | (Settings & { readonly precision: Precision }),
  changes: Changes,
): Promise<MultivectorData> {
  const { signal, onProgress } = changes;
  const pace = pacer(signal);
  const before = 'ids' in old ? old : undefined;
  const precision = 'precision' in old ? old.precision : old.rows.precision;
  const spool = new Spool();
  try {
    const received = await receiveDocuments({ ...old, precision }, before, spool, changes, pace);
    const { entries, space, dimensions } = received;
    const sorted: string[] = [...entries.keys()];
    if (before) {
      for (let n = 0; n < before.ids.size; n++) {
        const id = before.ids.id(n);
        if (!entries.has(id) && !changes.gone.has(id)) sorted.push(id);
      }
    }
    sorted.sort(compareIds);

    const starts = new Uint32Array(sorted.length + 1);
    const numbers = sorted.map((id) => (entries.has(id) ? -1 : before!.ids.number(id)!));
    sorted.forEach((id, n) => {
      const number = numbers[n]!;
      const count = entries.get(id)?.count ?? before!.starts[number + 1]! - before!.starts[number]!;
      starts[n + 1] = checkedRows(starts[n]! + count);
    });
    const count = starts[sorted.length]!;

    let book: Codebook | undefined = before && before.codebook.count > 0 ? before.codebook.book : undefined;
    if (book === undefined && count > 0) {
      const centroids = old.centroids || 2 ** Math.floor(Math.log2(16 * Math.sqrt(count)));
      const most = Math.max(1, Math.floor(sampleBytes / (4 * dimensions)));
      const documents = sorted.map((id) => entries.get(id)!);
      const size = Math.min(count, centroids * rowsOfACentroid, most);
      const sample = await sampleRows(spool, documents, size, { dimensions, pace });
      const training = { dimensions, centroids, unit: received.unit, pace };
      // In a memory of their own, which goes afterwards: that of kernels never shrinks.
      book = await trainCodebook(await loadKernels(), sample, training);
    }
    book ??= {
      dimensions,
      centroids: new Float32Array(0),
      cells: new Float32Array(0),
      cellStarts: Uint32Array.of(0),
      unit: false,
    };

    const kernels = await loadKernels();
    const rows = allocateRows(kernels, precision, count, dimensions);
    const tokens = received.named ? new Uint32Array(count) : undefined;
    const settings = { space, dimensions, centroids: old.centroids, pool: old.pool };
    const ids = IdTable.from(sorted);
    const placed = placeCodebook(kernels, (bytes) => allocate(kernels, bytes), book);

    await withBlocks(kernels, async (take) => {
      const block = take(rowsAtOnce * rows.stride * 4);
      const targets = new Uint32Array(rowsAtOnce);
      const pending = new Float32Array(rowsAtOnce * dimensions);
      let waiting = 0;
      const flush = async (): Promise<void> => {
        const padded = kernels.view(block, Float32Array);
        for (let i = 0; i < waiting; i++) {
          padded.set(pending.subarray(i * dimensions, (i + 1) * dimensions), i * rows.stride);
        }
        const nearest = await assignRows(kernels, placed, block, waiting);
        for (let i = 0; i < waiting; i++) {
          const values = pending.subarray(i * dimensions, (i + 1) * dimensions);
          setRow(kernels, rows, placed, { row: targets[i]!, values, centroid: nearest[i]! });
        }
        waiting = 0;
      };
      for (const [n, id] of sorted.entries()) {
        const first = starts[n]!;
        const entry = entries.get(id);
        if (entry === undefined) {
          const from = before!.starts[numbers[n]!]!;
          copyRows({ ...before!, first: from }, { kernels, rows, first }, starts[n + 1]! - first);
          tokens?.set(before!.tokens!.subarray(from, from + starts[n + 1]! - first), first);
        } else {
          const data = await spool.get(entry.rows);
          tokens?.set(entry.tokens!, first);
          for (let row = 0; row < entry.count; row++) {
            pending.set(data.subarray(row * dimensions, (row + 1) * dimensions), waiting * dimensions);
            targets[waiting] = first + row;
            if (++waiting === rowsAtOnce) await flush();
          }
        }
        const pause = pace();
        if (pause) await pause;
        if (n % reportEvery === 0) {
          onProgress?.({ kind: 'progress', stage: 'code', done: n, total: sorted.length, unit: 'documents' });
        }
      }
      if (waiting > 0) await flush();
    });
    const { occurrences } = statisticsOf({ tokens, starts, ids });
    const labels = new Map(
      [...received.labels].filter(([token]) => occurrences.has(token)).sort(([a], [b]) => a - b),
    );
    return multivectorData({
      ...settings,
      ids,
      kernels,
      rows,
      starts,
      tokens: narrowed(tokens),
      labels,
      codebook: placed,
    });
  } finally {
    await spool.close();
  }
}

function checkedRows(rows: number): number {
  if (rows < 2 ** 32) return rows;
  throw new RepriseError(
    'LIMIT_EXCEEDED',
    'the documents have 2^32 token rows or more: make several indexes',
    {
      details: { value: rows },
    },
  );
}

function narrowed(tokens: Uint32Array | undefined): Uint16Array | Uint32Array | undefined {
  return tokens?.every((token) => token < 2 ** 16) ? Uint16Array.from(tokens) : tokens;
}
