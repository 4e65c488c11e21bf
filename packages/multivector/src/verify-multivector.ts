import { allFinite, pacer } from '@reprise/spec';
import { openGeneration } from '@reprise/storage';
import { areUnit } from './check-tokens.js';
import { corruptIndex } from './corrupt-index.js';
import { format } from './format.js';
import { loadMultivector } from './load-multivector.js';
import { withBlocks } from './memory.js';
import { bitsOf, type Precision } from './precision.js';
import { decodeRows } from './rows.js';

/** What a sound index holds. */
export interface MultivectorSummary {
  readonly documents: number;
  /** Token rows. */
  readonly rows: number;
  readonly dimensions: number;
  readonly space: string;
  readonly precision: Precision;
  readonly centroids: number;
  /** Size of all files. */
  readonly bytes: number;
  /** The same for each row; 0 where there are none. */
  readonly bytesPerToken: number;
}

const rowsAtOnce = 1024;

/**
 * Reads every byte of a saved index and checks all that must hold: ids well-formed, unique and sorted, numbers finite,
 * lengths 1 where they are said to be, labels of tokens that occur. Fails with `CORRUPT_FILE` at the first fault, or as
 * `openMultivector` does.
 */
export async function verifyMultivector(
  directory: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<MultivectorSummary> {
  const generation = await openGeneration(directory, { ...format, ...(signal && { signal }) });
  try {
    const pace = pacer(signal);
    for (const file of generation.fileNames) await (await generation.open(file)).verify(signal);
    const data = await loadMultivector(generation);
    const { ids, kernels, rows, codebook, dimensions, space, labels, statistics } = data;
    const { book } = codebook;
    const check = (holds: boolean, what: string, expected: string): void => {
      if (!holds) throw corruptIndex(directory, what, expected, 'not so');
    };
    ids.verify();
    check(allFinite(book.centroids) && allFinite(book.cells), 'every centroid', 'finite');
    await withBlocks(kernels, async (take) => {
      const target = take(rowsAtOnce * rows.stride * 4);
      for (let first = 0; first < rows.count; first += rowsAtOnce) {
        const count = Math.min(rowsAtOnce, rows.count - first);
        decodeRows(kernels, rows, codebook, { first, count, target });
        const values = kernels.view(target, Float32Array).subarray(0, count * rows.stride);
        check(allFinite(values), `every number of the rows from ${first} on`, 'finite');
        // A code of one byte rounds by up to half a step in each dimension: its length says little.
        if (book.unit && rows.precision !== 'int8' && bitsOf(rows.precision) === undefined) {
          check(areUnit(values, rows.stride), `the length of the rows from ${first} on`, '1');
        }
        const pause = pace();
        if (pause) await pause;
      }
    });
    for (const token of labels.keys()) {
      check(statistics().occurrences.has(token), `the labelled token ${token}`, 'one of a row');
    }
    return Object.freeze({
      documents: ids.size,
      rows: rows.count,
      dimensions,
      space,
      precision: rows.precision,
      centroids: codebook.count,
      bytes: generation.byteLength,
      bytesPerToken: rows.count === 0 ? 0 : generation.byteLength / rows.count,
    });
  } finally {
    await generation.close();
  }
}
