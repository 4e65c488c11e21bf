/**
 * Latent semantic analysis: the vectors of a collection without any model, from which of its terms stand together.
 *
 *     A(d, t) = (1 + ln tf)·ln(1 + N / n), rows at length 1;   A ≈ U·Σ·Vᵀ of the largest singular values
 *     vector of a text = Vᵀ·a at length 1, where a is its row of A
 *
 * Deerwester, Dumais, Furnas, Landauer and Harshman: Indexing by Latent Semantic Analysis, JASIS 41(6), 1990; the truncated
 * decomposition as in `truncated-svd.ts`.
 *
 * Departure: queries and documents are projected by V alone and not divided by the singular values, so that weak directions
 * stay weak, as in scikit-learn's TruncatedSVD.
 */
import { type Encoder, type Has, optionError, pacer, RepriseError, type RunOptions } from '@reprise/spec';
import type { SparseMatrix } from './sparse-matrix.js';
import { truncatedSvd } from './truncated-svd.js';

export interface LsaOptions extends RunOptions {
  /** Length of the vectors, at most. Default 300. A small collection gives fewer: its rank. */
  readonly dimensions?: number;
  /** Name of the space of these vectors: give each collection its own. Default `lsa`. */
  readonly space?: string;
}

/** Makes vectors of bags of terms, in the space of the collection that it was fitted on. Unknown terms say nothing. */
export interface Lsa extends Encoder<'terms', 'vector'> {
  readonly space: string;
  readonly dimensions: number;
  /** Vectors have length 1, or 0 where no term is known: rank by the inner product. */
  readonly similarity: 'dot';
}

/**
 * Fits LSA on the terms of a collection, such as an analyzer makes. Everything is in memory meanwhile; time grows with
 * documents × dimensions². Fails with `INVALID_INPUT` for a collection without terms and for weights that are not above 0
 * or not finite, with `ABORTED` after an abort.
 */
export async function fitLsa(
  documents: AsyncIterable<Has<'terms'>> | Iterable<Has<'terms'>>,
  options: LsaOptions = {},
): Promise<Lsa> {
  const { dimensions = 300, space = 'lsa', signal, onProgress } = options;
  if (!Number.isInteger(dimensions) || dimensions < 1) {
    throw optionError('dimensions', dimensions, 'a whole number of at least 1');
  }
  if (typeof space !== 'string' || space === '') throw optionError('space', space, 'a name');
  const pause = pacer(signal);
  const numbers = new Map<string, number>();
  const frequencies: number[] = [];
  const rows: (readonly [term: number, weight: number])[][] = [];
  for await (const { terms } of documents) {
    const row: [number, number][] = [];
    for (const [term, weight] of terms) {
      const number = numbers.get(term) ?? numbers.size;
      if (number === numbers.size) {
        numbers.set(term, number);
        frequencies.push(0);
      }
      frequencies[number]!++;
      row.push([number, damped(weight, term)]);
    }
    rows.push(row);
    if (rows.length % 1000 === 0) {
      onProgress?.({ kind: 'progress', stage: 'lsa', done: rows.length, unit: 'documents' });
    }
    await pause();
  }
  if (numbers.size === 0) {
    throw new RepriseError(
      'INVALID_INPUT',
      'the collection has no terms to fit LSA on: give documents with terms',
    );
  }
  const rarity = Float64Array.from(frequencies, (n) => Math.log(1 + rows.length / n));
  const { rightVectors, singularValues } = await truncatedSvd(matrixOf(rows, rarity), dimensions, signal);
  const width = singularValues.length;

  const project = (terms: ReadonlyMap<string, number>): Float32Array => {
    const vector = new Float64Array(width);
    for (const [term, weight] of terms) {
      const number = numbers.get(term);
      if (number === undefined) continue;
      const value = damped(weight, term) * rarity[number]!;
      for (let i = 0; i < width; i++) vector[i]! += value * rightVectors[number * width + i]!;
    }
    return Float32Array.from(atLengthOne(vector));
  };

  return Object.freeze({
    spec: 'v1',
    name: 'lsa',
    reads: ['terms'],
    writes: ['vector'],
    space,
    dimensions: width,
    similarity: 'dot',
    encode: async (batch, _role, run: RunOptions = {}) => {
      const pace = pacer(run.signal);
      const made = [];
      for (const { terms } of batch) {
        made.push({ vector: { space, data: project(terms) } });
        await pace();
      }
      return made;
    },
  } satisfies Lsa);
}

function damped(weight: number, term: string): number {
  if (weight > 0 && Number.isFinite(weight)) return weight < 1 ? weight : 1 + Math.log(weight);
  throw new RepriseError(
    'INVALID_INPUT',
    `the term ${JSON.stringify(term)} has the weight ${weight}: give finite weights above 0`,
    { details: { term, value: weight } },
  );
}

function matrixOf(
  rows: readonly (readonly (readonly [number, number])[])[],
  rarity: Float64Array,
): SparseMatrix {
  const entries = rows.reduce((sum, row) => sum + row.length, 0);
  const offsets = new Uint32Array(rows.length + 1);
  const columns = new Uint32Array(entries);
  const values = new Float64Array(entries);
  rows.forEach((row, r) => {
    const start = offsets[r]!;
    const weights = atLengthOne(Float64Array.from(row, ([term, weight]) => weight * rarity[term]!));
    row.forEach(([term], i) => {
      columns[start + i] = term;
      values[start + i] = weights[i]!;
    });
    offsets[r + 1] = start + row.length;
  });
  return { rows: rows.length, width: rarity.length, offsets, columns, values };
}

/** A vector of length 0 stays. */
function atLengthOne(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}
