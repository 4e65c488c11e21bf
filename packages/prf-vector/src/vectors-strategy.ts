import {
  type DenseVector,
  type Feedback,
  type FeedbackStrategy,
  pacer,
  RepriseError,
  type RunOptions,
} from '@reprise/spec';
import { allFinite } from './arithmetic.js';

/** Makes a query's new vector of float64 numbers; all zeros mean that nothing is left to search with. */
export type Move = (feedback: Feedback<'vector', 'vector'>) => Float64Array;

/** The strategy that moves query by query, checks what it is given and stores float32. */
export function vectorsStrategy(name: string, move: Move): FeedbackStrategy<'vector', 'vector', 'vector'> {
  return Object.freeze({
    spec: 'v1',
    name,
    reads: ['vector'],
    sees: ['vector'],
    writes: ['vector'],
    refine: async (batch, { signal }: RunOptions = {}) => {
      const pause = pacer(signal);
      const rewritten: { readonly vector: DenseVector }[] = [];
      for (const { query, positive, negative } of batch) {
        await pause();
        checkDocuments(query.vector, [...positive, ...negative]);
        const moved = new Float32Array(move({ query, positive, negative }));
        if (!allFinite(moved)) {
          throw new RepriseError(
            'INVALID_INPUT',
            `${name} moved query ${JSON.stringify(query.id)} beyond what float32 can hold: ` +
              'give smaller weights, or vectors of length 1',
            { details: { query: query.id } },
          );
        }
        const data = moved.some((value) => value !== 0) ? moved : query.vector.data.slice();
        rewritten.push({ vector: { space: query.vector.space, data } });
      }
      return rewritten;
    },
  } satisfies FeedbackStrategy<'vector', 'vector', 'vector'>);
}

function checkDocuments(
  query: DenseVector,
  documents: readonly { readonly id: string; readonly vector: DenseVector }[],
): void {
  for (const { id, vector } of documents) {
    const document = `document ${JSON.stringify(id)}`;
    if (vector.space !== query.space) {
      throw new RepriseError(
        'SPACE_MISMATCH',
        `${document} lies in the space ${vector.space} and the query in ${query.space}: encode both with one encoder`,
        { details: { id, found: vector.space, expected: query.space } },
      );
    }
    if (vector.data.length !== query.data.length) {
      throw new RepriseError(
        'DIMENSION_MISMATCH',
        `${document} has ${vector.data.length} dimensions and the query ${query.data.length}: encode both with one encoder`,
        { details: { id, found: vector.data.length, expected: query.data.length } },
      );
    }
  }
}
