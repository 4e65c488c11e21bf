import {
  allFinite,
  type DenseVector,
  type Feedback,
  type FeedbackStrategy,
  pacer,
  RepriseError,
  type RunOptions,
} from '@reprise/spec';

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
      const pace = pacer(signal);
      const rewritten: { readonly vector: DenseVector }[] = [];
      for (const feedback of batch) {
        const pause = pace();
        if (pause) await pause;
        const { query, positive, negative } = feedback;
        for (const { id, vector } of positive) checkFits(query.vector, id, vector);
        for (const { id, vector } of negative) checkFits(query.vector, id, vector);
        const moved = toFloat32(move(feedback));
        if (!allFinite(moved)) {
          throw new RepriseError(
            'INVALID_INPUT',
            `${name} moved query ${JSON.stringify(query.id)} beyond what float32 can hold: ` +
              'give smaller weights, or vectors of length 1',
            { details: { query: query.id } },
          );
        }
        const data = isZero(moved) ? query.vector.data.slice() : moved;
        rewritten.push({ vector: { space: query.vector.space, data } });
      }
      return rewritten;
    },
  } satisfies FeedbackStrategy<'vector', 'vector', 'vector'>);
}

/** Sooner done than by the constructor. */
function toFloat32(vector: Float64Array): Float32Array {
  const rounded = new Float32Array(vector.length);
  for (let i = 0; i < vector.length; i++) rounded[i] = vector[i]!;
  return rounded;
}

function isZero(vector: Float32Array): boolean {
  for (let i = 0; i < vector.length; i++) if (vector[i] !== 0) return false;
  return true;
}

function checkFits(query: DenseVector, id: string, vector: DenseVector): void {
  if (vector.space !== query.space) {
    throw new RepriseError(
      'SPACE_MISMATCH',
      `document ${JSON.stringify(id)} lies in the space ${vector.space} and the query in ${query.space}: ` +
        'encode both with one encoder',
      { details: { id, found: vector.space, expected: query.space } },
    );
  }
  if (vector.data.length !== query.data.length) {
    throw new RepriseError(
      'DIMENSION_MISMATCH',
      `document ${JSON.stringify(id)} has ${vector.data.length} dimensions and the query ${query.data.length}: ` +
        'encode both with one encoder',
      { details: { id, found: vector.data.length, expected: query.data.length } },
    );
  }
}
