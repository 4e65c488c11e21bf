import { loadKernels } from '@reprise/kernels';
import {
  checkId,
  compareIds,
  type Document,
  optionError,
  pacer,
  RepriseError,
  type RunOptions,
} from '@reprise/spec';
import { IdTable } from '@reprise/storage';
import { checkVector, fitted } from './check-vector.js';
import type { DenseData } from './dense-data.js';
import { vectorsInMemory } from './exact-vectors.js';
import { allocateRows, setRow } from './rows.js';
import {
  checkChoice,
  checkFit,
  isCoded,
  type Precision,
  precisions,
  type Similarity,
  similarities,
} from './vector-options.js';

export interface BuildOptions extends RunOptions {
  /** How near two vectors are. Default `'dot'`; take the encoder's own. */
  readonly similarity?: Similarity;
  /** What is scanned. Default `'f32'`. */
  readonly precision?: Precision;
  /** How many dimensions to keep, the first ones, for encoders trained so (Matryoshka). Default: all. */
  readonly dimensions?: number;
  /** Whether a document replaces an earlier one of its id, instead of being refused. Default false. */
  readonly replace?: boolean;
}

const reportEvery = 1000;

/** Rows in the order of the ids' bytes, whatever order they come in. */
export async function buildData(
  documents: AsyncIterable<Document<'vector'>> | Iterable<Document<'vector'>>,
  options: BuildOptions & Partial<Pick<DenseData, 'space' | 'given'>>,
): Promise<DenseData> {
  const { similarity = 'dot', precision = 'f32', dimensions, replace = false, signal, onProgress } = options;
  checkChoice('similarity', similarity, similarities);
  checkChoice('precision', precision, precisions);
  checkFit(precision, similarity);
  if (dimensions !== undefined && (!Number.isInteger(dimensions) || dimensions < 1)) {
    throw optionError('dimensions', dimensions, 'a whole number of at least 1');
  }
  const pace = pacer(signal);
  const vectors = new Map<string, Float32Array>();
  let shape = { space: options.space ?? '', dimensions: dimensions ?? 0, similarity };
  let given = options.given ?? 0;
  let done = 0;
  for await (const document of documents) {
    const { id, vector }: { id?: unknown; vector?: unknown } = Object(document);
    checkId(id, `document ${done + 1}`);
    const what = `document ${JSON.stringify(id)}`;
    if (vectors.size === 0) {
      const { space, data } = checkVector(vector, what);
      if (options.given === undefined && dimensions !== undefined && dimensions > data.length) {
        throw optionError('dimensions', dimensions, `at most ${data.length}, as many as the vectors have`);
      }
      given = options.given ?? data.length;
      shape = { space: options.space ?? space, dimensions: dimensions ?? data.length, similarity };
    }
    if (vectors.has(id) && !replace) {
      throw new RepriseError(
        'DUPLICATE_ID',
        `${what} comes twice: give each id once, or set replace: true to keep the later`,
        {
          details: { value: id },
        },
      );
    }
    // A copy: callers may use their arrays again.
    vectors.set(id, fitted(vector, shape, given, what).slice());
    if (++done % reportEvery === 0)
      onProgress?.({ kind: 'progress', stage: 'index', done, unit: 'documents' });
    const pause = pace();
    if (pause) await pause;
  }
  onProgress?.({ kind: 'progress', stage: 'index', done, unit: 'documents' });

  const sorted = [...vectors.keys()].sort(compareIds);
  const kernels = await loadKernels();
  const rows = allocateRows(kernels, precision, sorted.length, shape.dimensions);
  const exactRows = isCoded(precision) ? allocateRows(kernels, 'f32', sorted.length, shape.dimensions) : rows;
  for (const [row, id] of sorted.entries()) {
    const vector = vectors.get(id) as Float32Array;
    setRow(kernels, rows, row, vector);
    if (exactRows !== rows) setRow(kernels, exactRows, row, vector);
    vectors.delete(id);
    const pause = pace();
    if (pause) await pause;
  }
  return {
    ...shape,
    given,
    ids: IdTable.from(sorted),
    kernels,
    rows,
    exact: vectorsInMemory(kernels, exactRows),
    close: async () => {},
  };
}
