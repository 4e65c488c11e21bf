import { type DenseVector, type Encoder, RepriseError, type Reranker } from '@reprise/spec';

export interface BiEncoderOptions {
  /** Encodes queries; the documents' vectors come from elsewhere, such as an index. */
  readonly encoder: Encoder<'text', 'vector'>;
}

/**
 * A dense encoder as a re-ranker: the inner product of the query's vector, made of its text, and each document's own. With it
 * what is written for cross-encoders, such as `eachText`, works for vectors too.
 */
export function biEncoder({ encoder }: BiEncoderOptions): Reranker<'text', 'vector'> {
  return Object.freeze({
    spec: 'v1',
    name: encoder.name,
    reads: ['text'],
    sees: ['vector'],
    score: async (batch, options = {}) => {
      const queries = await encoder.encode(
        batch.map(({ query }) => ({ text: query.text })),
        'query',
        options,
      );
      return batch.map(({ documents }, i) =>
        Float32Array.from(documents, ({ id, vector }) => innerProduct(queries[i]!.vector, vector, id)),
      );
    },
  } satisfies Reranker<'text', 'vector'>);
}

function innerProduct(query: DenseVector, document: DenseVector, id: string): number {
  if (document.space !== query.space) {
    throw new RepriseError(
      'SPACE_MISMATCH',
      `document ${JSON.stringify(id)} lies in the space ${document.space} and the query in ${query.space}: ` +
        'encode both with one encoder',
      { details: { id, found: document.space, expected: query.space } },
    );
  }
  if (document.data.length !== query.data.length) {
    throw new RepriseError(
      'DIMENSION_MISMATCH',
      `document ${JSON.stringify(id)} has ${document.data.length} dimensions and the query ${query.data.length}: ` +
        'encode both with one encoder',
      { details: { id, found: document.data.length, expected: query.data.length } },
    );
  }
  let sum = 0;
  for (let i = 0; i < query.data.length; i++) sum += query.data[i]! * document.data[i]!;
  return sum;
}
