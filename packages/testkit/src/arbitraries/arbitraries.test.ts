import { checkId, compareHits } from '@reprise/spec';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { faultOfKind } from '../laws/fault-of-kind.js';
import { termsFeedback, vectorFeedback } from './feedback.js';
import { branches, hits, rankings } from './hits.js';
import { hostileIds } from './hostile-ids.js';
import { textQueries, vectorQueries } from './queries.js';

it('makes hits in the order of the house, each id once', () =>
  fc.assert(
    fc.property(hits({ maxLength: 7 }), (found) => {
      expect(found.length).toBeLessThanOrEqual(7);
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      for (const [i, hit] of found.slice(1).entries()) expect(compareHits(found[i]!, hit)).toBeLessThan(0);
    }),
  ));

it('makes rankings of the queries and scores it is given', () =>
  fc.assert(
    fc.property(rankings(textQueries(), { scores: fc.constant(1) }), ({ query, hits: found }) => {
      expect(query.text).toBeTypeOf('string');
      expect(found.every(({ score }) => score === 1)).toBe(true);
    }),
  ));

it('makes branches that share documents, ties and empty lists', () => {
  const samples = fc.sample(branches(), { numRuns: 300, seed: 1 });
  const some = (test: (lists: (typeof samples)[number]) => boolean) => samples.some(test);
  expect(some((lists) => lists.some((list) => list.length === 0))).toBe(true);
  expect(some((lists) => lists.some((list) => list.some((hit, i) => hit.score === list[i - 1]?.score)))).toBe(
    true,
  );
  expect(some((lists) => new Set(lists.flat().map(({ id }) => id)).size < lists.flat().length)).toBe(true);
});

it('makes hostile ids that are ids all the same', () => {
  const samples = fc.sample(hostileIds(), { numRuns: 2000, seed: 1 });
  for (const id of samples) checkId(id, 'a document');
  for (const id of ['__proto__', 'constructor', '\u0000', '\ue000', '\u{10000}'])
    expect(samples).toContain(id);
  expect(samples.some((id) => id.length === 65_536)).toBe(true);
});

it('makes well-formed feedback: ranked with scores that fall, or graded', () =>
  fc.assert(
    fc.property(termsFeedback(), ({ query, positive, negative }) => {
      expect(faultOfKind('terms', query.terms)).toBeUndefined();
      const all = [...positive, ...negative];
      expect(positive.length).toBeGreaterThan(0);
      all.forEach(({ id, rank, score, grade, terms }, i) => {
        expect(id).toBe(`d${i}`);
        expect(faultOfKind('terms', terms)).toBeUndefined();
        expect(grade === undefined ? rank : (rank ?? i + 1)).toBe(i + 1);
        expect((grade ?? score)! > 0).toBe(true);
        expect((grade ?? score)!).toBeLessThanOrEqual(all[i - 1]?.grade ?? all[i - 1]?.score ?? 30);
      });
    }),
  ));

it('makes vectors of one space and dimension, finite and without -0', () =>
  fc.assert(
    fc.property(
      vectorFeedback({ space: 's', dimensions: 3 }),
      vectorQueries(),
      ({ query, positive }, other) => {
        for (const { vector } of [query, ...positive]) {
          expect(vector.space).toBe('s');
          expect(vector.data).toHaveLength(3);
          expect(vector.data.every((number) => Number.isFinite(number) && !Object.is(number, -0))).toBe(true);
        }
        expect(other.vector.space).toBe('arbitrary');
        expect(other.vector.data).toHaveLength(4);
      },
    ),
  ));
