import { euclideanNorm } from '@reprise/kernels';
import { allFinite, pacer } from '@reprise/spec';
import { openGeneration } from '@reprise/storage';
import { corruptIndex } from './corrupt-index.js';
import { format } from './format.js';
import { loadDense } from './load-dense.js';
import { readVectors } from './read-vectors.js';
import { allocateRows, type Rows, rowBytes, setRow } from './rows.js';
import { isCoded, type Precision, type Similarity } from './vector-options.js';

/** What a sound index holds. */
export interface DenseSummary {
  readonly documents: number;
  readonly dimensions: number;
  readonly space: string;
  readonly similarity: Similarity;
  readonly precision: Precision;
  /** Size of all files. */
  readonly bytes: number;
}

/** How far the length of a vector under cosine may be from 1, for rounding to half precision. */
const lengthTolerance = 1e-3;

/**
 * Reads every byte of a saved index and checks all that must hold: ids well-formed, unique and sorted, numbers finite, lengths
 * 1 under cosine, codes those of the vectors. Fails with `CORRUPT_FILE` at the first fault, or as `openDense` does.
 */
export async function verifyDense(
  directory: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<DenseSummary> {
  const generation = await openGeneration(directory, { ...format, ...(signal && { signal }) });
  try {
    const pace = pacer(signal);
    for (const file of generation.fileNames) {
      await (await generation.open(file)).verify();
      await pace();
    }
    const data = await loadDense(generation, 'disk');
    const { ids, kernels, rows, similarity, dimensions, space } = data;
    ids.verify();
    const fresh = allocateRows(kernels, rows.precision, 1, dimensions);
    const bytes = rowBytes(rows);
    for (let row = 0; row < rows.count; row++) {
      const [vector = new Float32Array(0)] = await readVectors(data, Uint32Array.of(row));
      const what = `the vector of document ${row}`;
      if (!allFinite(vector)) throw corruptIndex(directory, what, 'finite', 'not so');
      const length = euclideanNorm(vector);
      if (similarity === 'cosine' && !(Math.abs(length - 1) < lengthTolerance)) {
        throw corruptIndex(directory, `the length of ${what}`, 1, length);
      }
      if (isCoded(rows.precision)) {
        setRow(kernels, fresh, 0, vector);
        const codes = kernels.view(rows.block, Uint8Array).subarray(row * bytes, (row + 1) * bytes);
        const same = kernels
          .view(fresh.block, Uint8Array)
          .subarray(0, bytes)
          .every((byte, i) => byte === codes[i]);
        const scaleOf = ({ scales }: Rows, at: number) => scales && kernels.view(scales, Float32Array)[at];
        if (!same || scaleOf(fresh, 0) !== scaleOf(rows, row)) {
          throw corruptIndex(directory, `the code of document ${row}`, 'that of its vector', 'another');
        }
      }
      const pause = pace();
      if (pause) await pause;
    }
    return Object.freeze({
      documents: ids.size,
      dimensions,
      space,
      similarity,
      precision: rows.precision,
      bytes: generation.byteLength,
    });
  } finally {
    await generation.close();
  }
}
