import { feedback, given, retrieve } from '@reprise/core';
import { buildSparse, type SparseIndex } from '@reprise/sparse';
import type { FeedbackDocument } from '@reprise/spec';
import { termBags, termsFeedback, termsQueries } from '@reprise/testkit';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  asTermsStrategy,
  refine,
  type Strategy,
  statisticsOf,
  type TermsFeedback,
} from './feedback.test-support.js';
import {
  bm25prf,
  bo1,
  bo2,
  type DfrExpansionOptions,
  kl,
  klComplete,
  klCorrect,
  rm3,
  rm3Terrier,
  rocchio,
} from './index.js';

const statistics = statisticsOf(100_000, 10_000_000, 3, 5);
const uncut = { terms: 1000, minLength: 0, maxDocumentFrequency: 1 } as const;
const dfr = (make: (options: DfrExpansionOptions) => Strategy) => ({
  usual: make({ statistics }),
  open: make({ ...uncut, statistics, minDocuments: 1 }),
  still: make({ statistics, beta: 0 }),
});

interface Subject {
  /** With its defaults. */
  readonly usual: Strategy;
  /** With every filter off but the pattern, and no term cut. */
  readonly open: Strategy;
  /** With no weight on feedback. BM25PRF has no such setting: it weighs the query's own terms anew. */
  readonly still?: Strategy;
  /** Where the pattern that the method has by itself stops word pieces: `open` without it. */
  readonly patternless?: Strategy;
}

const subjects: readonly Subject[] = [
  {
    usual: rm3({ statistics }),
    open: rm3(uncut),
    still: rm3({ weight: 1, statistics }),
    patternless: rm3({ ...uncut, pattern: false }),
  },
  {
    usual: rocchio({ statistics }),
    open: rocchio({ ...uncut, negativeTerms: 1000 }),
    still: rocchio({ beta: 0, gamma: 0, statistics }),
  },
  {
    usual: bm25prf({ statistics }),
    open: bm25prf({ ...uncut, statistics, minDocuments: 1 }),
    patternless: bm25prf({ ...uncut, statistics, minDocuments: 1, pattern: false }),
  },
  dfr(bo1),
  dfr(bo2),
  dfr(kl),
  dfr(klCorrect),
  dfr(klComplete),
  {
    usual: rm3Terrier({ statistics }),
    open: rm3Terrier({ ...uncut, statistics }),
    still: rm3Terrier({ weight: 1, statistics }),
  },
];
const named = subjects.map((subject) => ({ name: subject.usual.name, ...subject }));
const runs = { numRuns: 1000 };

/** The weights of one query as multiples of those of another, which holds the same terms. */
function ratios(
  terms: readonly (readonly [string, number])[],
  others: ReadonlyMap<string, number>,
): number[] {
  expect(terms.map(([term]) => term).sort()).toEqual([...others.keys()].sort());
  return terms.map(([term, weight]) => weight / others.get(term)!);
}

describe.each(named.filter(({ still }) => still !== undefined))(
  '$name with no weight on feedback',
  ({ still }) => {
    it('only scales the query', () =>
      fc.assert(
        fc.asyncProperty(termsFeedback(), async (given) => {
          const factors = ratios(await refine(still!, given), given.query.terms);
          expect(Math.max(...factors) / Math.min(...factors)).toBeCloseTo(1, 6);
        }),
        runs,
      ));
  },
);

describe.each(named)('the laws of $name', ({ usual, open, patternless }) => {
  describe('with no feedback', () => {
    let index: SparseIndex;
    beforeAll(async () => {
      index = await buildSparse([{ id: 'd', terms: new Map([['apple', 1]]) }]);
    });

    it('leaves the query as it was', () =>
      fc.assert(
        fc.asyncProperty(termsQueries(), async (query) => {
          const expand = feedback(asTermsStrategy(usual), { documents: index, judge: given(new Map()) });
          const [rewritten] = await retrieve(index).pipe(expand).run([query]);
          const { trace: _, ...kept } = rewritten!;
          expect(kept).toEqual(query);
        }),
        runs,
      ));
  });

  it('does not mind the order of the documents', () =>
    fc.assert(
      fc.asyncProperty(
        termsFeedback().chain((given) =>
          fc.tuple(fc.constant(given), permuted(given.positive), permuted(given.negative)),
        ),
        async ([given, positive, negative]) => {
          const factors = ratios(
            await refine(open, { ...given, positive, negative }),
            new Map(await refine(open, given)),
          );
          for (const factor of factors) expect(factor).toBeCloseTo(1, 4);
        },
      ),
      runs,
    ));

  it('changes nothing that it is given', () =>
    fc.assert(
      fc.asyncProperty(termsFeedback(), async (given) => {
        const before = structuredClone(given);
        await refine(usual, frozen(given));
        await refine(open, given);
        expect(given).toEqual(before);
      }),
      runs,
    ));

  const factors = fc.constantFrom(1e-3, 1, 1e6);

  it('gives finite weights above 0, heaviest first, ties by term, whatever the documents weigh', () =>
    fc.assert(
      fc.asyncProperty(termsFeedback(), factors, factors, async (given, tf, score) => {
        const positive = given.positive.map((document) => louder(document, tf, score));
        const negative = given.negative.map((document) => louder(document, tf, score));
        for (const strategy of [usual, open]) {
          const terms = await refine(strategy, { ...given, positive, negative });
          expect(terms.length).toBeGreaterThan(0);
          for (const [i, [term, weight]] of terms.entries()) {
            expect(Number.isFinite(weight) && weight > 0, `${term}: ${weight}`).toBe(true);
            const [before, heavier] = terms[i - 1] ?? ['', Number.POSITIVE_INFINITY];
            expect(heavier > weight || (heavier === weight && before < term), term).toBe(true);
          }
        }
      }),
      runs,
    ));

  const pieces = fc.constantFrom('##ing', '##s', '##2', 'p\u00e9', '\u6f22\u5b57');

  it('keeps word pieces, or those alone that its pattern is told to let pass', () =>
    fc.assert(
      fc.asyncProperty(termBags({ vocabulary: ['apple', 'fig'] }), pieces, async (terms, piece) => {
        const held = new Map([...terms, [piece, 1] as const, ['plain', 1] as const]);
        const given: TermsFeedback = {
          query: { id: 'q', terms },
          positive: [
            { id: 'a', score: 2, terms: held },
            { id: 'b', score: 1, terms: held },
          ],
          negative: [],
        };
        const found = async (strategy: Strategy) => (await refine(strategy, given)).map(([term]) => term);
        expect(await found(patternless ?? open)).toEqual(expect.arrayContaining([piece, 'plain']));
        if (patternless !== undefined) {
          expect(await found(open)).toContain('plain');
          expect(await found(open)).not.toContain(piece);
        }
      }),
      runs,
    ));
});

type Documents = readonly FeedbackDocument<'terms'>[];

const permuted = (documents: Documents): fc.Arbitrary<Documents> =>
  fc.shuffledSubarray([...documents], { minLength: documents.length });

function louder(document: FeedbackDocument<'terms'>, tf: number, by: number): FeedbackDocument<'terms'> {
  const { id, terms, score, grade } = document;
  return {
    id,
    terms: new Map([...terms].map(([term, weight]) => [term, weight * tf])),
    ...(score !== undefined && { score: score * by }),
    ...(grade !== undefined && { grade: grade * by }),
  };
}

/** Throws where it is written to, which a frozen map does not. */
class FrozenMap extends Map<string, number> {
  readonly closed: boolean;
  constructor(entries: Iterable<readonly [string, number]>) {
    super(entries);
    this.closed = true;
  }
  override set(key: string, value: number): this {
    if (this.closed) throw new TypeError(`set of ${key}`);
    return super.set(key, value);
  }
  override delete(key: string): boolean {
    throw new TypeError(`delete of ${key}`);
  }
  override clear(): void {
    throw new TypeError('clear');
  }
}

function frozen({ query, positive, negative }: TermsFeedback): TermsFeedback {
  const document = (one: FeedbackDocument<'terms'>) =>
    Object.freeze({ ...one, terms: new FrozenMap(one.terms) });
  return Object.freeze({
    query: Object.freeze({ ...query, terms: new FrozenMap(query.terms) }),
    positive: Object.freeze(positive.map(document)),
    negative: Object.freeze(negative.map(document)),
  });
}
