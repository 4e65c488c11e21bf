import { compareHits, type Hit, type Kind, type Query, type Ranking } from '@reprise/spec';
import fc from 'fast-check';
import { hostileIds } from './hostile-ids.js';

export interface HitsOptions {
  /** Default: plain ids of a small set, so that lists share documents, and a few hostile ones. */
  readonly ids?: fc.Arbitrary<string>;
  /** Default: from -50 to 50 in steps of an eighth, so that no sum or division makes two of them equal. */
  readonly scores?: fc.Arbitrary<number>;
  /** Default 12. */
  readonly maxLength?: number;
}

const sharedIds = fc.oneof(
  { weight: 9, arbitrary: fc.nat({ max: 19 }).map((n) => `d${n}`) },
  { weight: 1, arbitrary: hostileIds() },
);

const sharedScores = fc.oneof(
  fc.integer({ min: -3, max: 9 }),
  fc.integer({ min: -400, max: 400 }).map((eighths) => eighths / 8),
);

/** What one retriever found, in the order of the house; ties are frequent, and lists may be empty. */
export function hits(options: HitsOptions = {}): fc.Arbitrary<readonly Hit[]> {
  const { ids = sharedIds, scores: score = sharedScores, maxLength = 12 } = options;
  return fc
    .uniqueArray(fc.record({ id: ids, score }, { noNullPrototype: true }), {
      selector: ({ id }) => id,
      maxLength,
    })
    .map((found) => found.sort(compareHits));
}

/** Hits with the query that found them. */
export function rankings<K extends Kind>(
  queries: fc.Arbitrary<Query<K>>,
  options: HitsOptions = {},
): fc.Arbitrary<Ranking<K>> {
  return fc.record({ query: queries, hits: hits(options) }, { noNullPrototype: true });
}

/** What the branches of a fusion found for one query: one to four lists. */
export function branches(options: HitsOptions = {}): fc.Arbitrary<readonly (readonly Hit[])[]> {
  return fc.array(hits(options), { minLength: 1, maxLength: 4 });
}
