import { type FeedbackDocument, RepriseError, type TokenMatrix } from '@reprise/spec';
import { feedbackOf } from '@reprise/testkit';
import fc from 'fast-check';
import type { Clusterer, TokenCollection, TokenFeedback } from './index.js';

export const space = 'by hand';

/** Word pieces by their id. */
export const vocabulary: readonly string[] = [
  '[CLS]',
  'fever',
  'virus',
  '##ogen',
  '!',
  '[unused1]',
  '2024',
  'the',
];

export function matrix(
  rows: readonly (readonly number[])[],
  ids?: readonly number[],
  weights: readonly number[] = rows.map(() => 1),
): TokenMatrix {
  return {
    space,
    dimensions: rows[0]?.length ?? 2,
    data: Float32Array.from(rows.flat()),
    weights: Float32Array.from(weights),
    ...(ids && { ids: Int32Array.from(ids), labels: ids.map((id) => vocabulary[id] ?? '') }),
  };
}

export const rowsOf = ({ data, dimensions }: TokenMatrix): number[][] =>
  Array.from({ length: data.length / dimensions }, (_, row) => [
    ...data.subarray(row * dimensions, (row + 1) * dimensions),
  ]);

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Σ w · max over the document's rows. */
export const maxSim = (query: TokenMatrix, document: TokenMatrix): number =>
  rowsOf(query).reduce(
    (sum, row, i) => sum + query.weights[i]! * Math.max(...rowsOf(document).map((other) => dot(row, other))),
    0,
  );

/** A collection that looks at every row for every question. */
export function collectionOf(
  documents: readonly TokenMatrix[],
  labels: readonly string[] = vocabulary,
): TokenCollection {
  const rows = documents.flatMap(rowsOf);
  const tokens = documents.flatMap(({ ids }) => [...ids!]);
  return {
    space,
    documents: documents.length,
    occurrences: tokens.length,
    documentFrequency: (token) => documents.filter(({ ids }) => ids!.includes(token)).length,
    collectionFrequency: (token) => tokens.filter((other) => other === token).length,
    label: (token) => labels[token],
    nearestTokens: async (data, count) => {
      const dimensions = documents[0]!.dimensions;
      return rowsOf({ space, dimensions, data, weights: new Float32Array() }).map((row) =>
        Int32Array.from(
          rows
            .map((other, i) => ({ i, score: dot(row, other) }))
            .sort((a, b) => b.score - a.score || a.i - b.i)
            .slice(0, count)
            .map(({ i }) => tokens[i]!),
        ),
      );
    },
  };
}

/** A collection whose frequencies are given, and which answers with `nearest` whatever it is asked. */
export const answering = (
  nearest: readonly (readonly number[])[],
  frequencies: ReadonlyMap<number, number>,
  documents: number,
  labels: readonly string[] = vocabulary,
): TokenCollection => ({
  space,
  documents,
  occurrences: documents,
  documentFrequency: (token) => frequencies.get(token) ?? 0,
  collectionFrequency: (token) => frequencies.get(token) ?? 0,
  label: (token) => labels[token],
  nearestTokens: async () => nearest.map((tokens) => Int32Array.from(tokens)),
});

/** Each different row is a cluster of its own. */
export const eachRow: Clusterer = {
  name: 'eachRow',
  cluster: async (points, dimensions, { clusters }) => {
    const all = rowsOf({ space, dimensions, data: points, weights: new Float32Array() });
    const distinct = all.filter((row, i) => i === 0 || row.some((value, j) => value !== all[i - 1]![j]));
    if (distinct.length !== clusters)
      throw new RepriseError('INVALID_INPUT', 'give as many clusters as rows');
    return {
      centres: Float32Array.from(distinct.flat()),
      labels: Uint32Array.from(all, (row) =>
        distinct.findIndex((other) => other.every((value, j) => value === row[j])),
      ),
    };
  },
};

/** Documents as a first pass ranks them. */
export const ranked = (matrices: readonly TokenMatrix[]): FeedbackDocument<'tokens'>[] =>
  matrices.map((tokens, i) => ({ id: `d${i + 1}`, rank: i + 1, score: matrices.length - i, tokens }));

export const feedbackOn = (query: TokenMatrix, positive: readonly TokenMatrix[]): TokenFeedback => ({
  query: { id: 'q', tokens: query },
  positive: ranked(positive),
  negative: [],
});

/** Token matrices of three dimensions, with rows of zeros and equal rows among them. */
export function matrices(dimensions = 3): fc.Arbitrary<TokenMatrix> {
  const value = fc.oneof(
    fc.constantFrom(0, 0, 1, -1),
    fc.float({ min: -100, max: 100, noNaN: true }).map(Math.fround),
  );
  const row = fc.tuple(
    fc.array(value, { minLength: dimensions, maxLength: dimensions }),
    fc.nat(vocabulary.length - 1),
  );
  return fc.array(row, { minLength: 1, maxLength: 8 }).map((rows) =>
    matrix(
      rows.map(([values]) => values),
      rows.map(([, id]) => id),
    ),
  );
}

const withoutIds = ({ ids: _, labels: __, ...rest }: TokenMatrix): TokenMatrix => rest;

export const tokenFeedback = (): fc.Arbitrary<TokenFeedback> =>
  feedbackOf<'tokens', 'tokens'>(
    fc
      .tuple(matrices(), fc.boolean())
      .map(([tokens, named]) => ({ id: 'q', tokens: named ? tokens : withoutIds(tokens) })),
    matrices().map((tokens) => ({ tokens })),
  );
