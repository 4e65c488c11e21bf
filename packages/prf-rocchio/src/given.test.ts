import { feedback, given, retrieve } from '@reprise/core';
import { buildSparse, type SparseIndex } from '@reprise/sparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { asTermsStrategy, bag, type Strategy } from './feedback.test-support.js';
import { bm25prf, bo1, bo2, kl, klComplete, klCorrect, rm3, rm3Terrier, rocchio } from './index.js';

/** Two documents that hold `apple` and one new term each, as often, and one document more for each new term. */
const documents = [
  { id: 'red', terms: bag({ apple: 1, cherry: 2 }) },
  { id: 'yellow', terms: bag({ apple: 1, banana: 2 }) },
  { id: 'cherries', terms: bag({ cherry: 1, stone: 1 }) },
  { id: 'bananas', terms: bag({ banana: 1, peel: 1 }) },
  { id: 'other', terms: bag({ zebra: 2 }) },
];
const open = { maxDocumentFrequency: 1 } as const;
type Make = (index: SparseIndex) => Strategy;

const graded: readonly (readonly [string, Make])[] = [
  ['rm3', ({ statistics }) => rm3({ statistics, ...open })],
  ['rocchio', ({ statistics }) => rocchio({ statistics, ...open })],
  ['rm3Terrier', ({ statistics }) => rm3Terrier({ statistics, ...open, minDocumentFrequency: 0 })],
];
const ungraded: readonly (readonly [string, Make])[] = [
  ['bm25prf', ({ statistics }) => bm25prf({ statistics, minDocuments: 1 })],
  ...[bo1, bo2, kl, klCorrect, klComplete].map((make): readonly [string, Make] => [
    make.name,
    ({ statistics }) => make({ statistics, minDocuments: 1 }),
  ]),
];

describe('a person’s grades', () => {
  let index: SparseIndex;
  beforeAll(async () => {
    index = await buildSparse(documents);
  });

  /** The second search, with what a person said of documents, found by the first search or not. */
  const judged = async (make: Make, grades: Record<string, number>) => {
    const qrels = new Map([['q', new Map(Object.entries(grades))]]);
    const [ranking] = await retrieve(index)
      .pipe(feedback(asTermsStrategy(make(index)), { documents: index, judge: given(qrels) }))
      .pipe(retrieve(index))
      .run([{ id: 'q', terms: bag({ apple: 1 }) }]);
    return { terms: ranking!.query.terms, ids: ranking!.hits.map(({ id }) => id) };
  };
  const byLikeness = (ids: readonly string[]): readonly string[] =>
    ids.filter((id) => id === 'red' || id === 'yellow');

  it.each(graded)('lead %s to what the better document holds, through the second search', async (_, make) => {
    const red = await judged(make, { red: 3, yellow: 1 });
    const yellow = await judged(make, { red: 1, yellow: 3 });
    expect(red.terms.get('cherry')! / red.terms.get('banana')!).toBeCloseTo(3, 5);
    expect(yellow.terms.get('banana')! / yellow.terms.get('cherry')!).toBeCloseTo(3, 5);
    expect(byLikeness(red.ids)).toEqual(['red', 'yellow']);
    expect(byLikeness(yellow.ids)).toEqual(['yellow', 'red']);
  });

  it.each(ungraded)('do not lead %s, which asks only who is relevant', async (name, make) => {
    expect(make(index).name).toBe(name);
    const graded = await judged(make, { red: 3, yellow: 1, other: 0 });
    expect(graded).toEqual(await judged(make, { red: 1, yellow: 1 }));
    expect(graded.terms.has('cherry') && graded.terms.has('banana')).toBe(true);
    expect(graded.terms.has('zebra')).toBe(false);
    expect((await judged(make, { red: 3 })).terms.has('banana')).toBe(false);
  });

  it.each([...graded, ...ungraded])('let %s learn from a document that was not found', async (_, make) => {
    const { terms, ids } = await judged(make, { cherries: 2 });
    expect(terms.has('stone')).toBe(true);
    expect(ids).toContain('cherries');
  });

  it('of 0 and below lead rocchio away, and no other', async () => {
    const grades = { red: 2, yellow: 1 };
    for (const [name, make] of [...graded, ...ungraded]) {
      const apart = await judged(make, { ...grades, bananas: -1, cherries: 0 });
      const alone = await judged(make, grades);
      if (name === 'rocchio') {
        expect(apart.terms.get('banana')!).toBeLessThan(alone.terms.get('banana')!);
        expect(apart.terms.get('cherry')!).toBeLessThan(alone.terms.get('cherry')!);
      } else {
        expect(apart.terms, name).toEqual(alone.terms);
      }
    }
  });
});
