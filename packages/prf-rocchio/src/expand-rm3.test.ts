import { termsFeedback } from '@reprise/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandRm3, type Rm3Options, rm3 } from './index.js';

const unfiltered: Rm3Options = { maxDocumentFrequency: 1, pattern: false, minLength: 0 };

describe('expandRm3', () => {
  // a: ab 1/2, cd 1/2, times 1; b: ab 1, times 2. Sums: ab 2.5, cd 0.5. r: ab 5/6, cd 1/6.
  it('says what came from the query and what from which document', () => {
    const { terms, feedbackTerms, skipped } = expandRm3(unfiltered)({
      query: {
        id: 'q',
        terms: new Map([
          ['ab', 1],
          ['xy', 1],
        ]),
      },
      positive: [
        {
          id: 'a',
          grade: 1,
          terms: new Map([
            ['ab', 1],
            ['cd', 1],
          ]),
        },
        { id: 'b', grade: 2, terms: new Map([['ab', 3]]) },
        { id: 'c', score: -1, terms: new Map([['ef', 3]]) },
      ],
      negative: [],
    });
    expect(feedbackTerms).toBe(2);
    expect(skipped).toEqual(['c']);
    const near = (value: number) => expect.closeTo(value, 6);
    expect(terms).toEqual([
      {
        term: 'ab',
        weight: near(0.25 + 5 / 12),
        original: 0.25,
        feedback: near(5 / 12),
        documents: [
          { id: 'a', weight: near(1 / 12) },
          { id: 'b', weight: near(4 / 12) },
        ],
      },
      { term: 'xy', weight: 0.25, original: 0.25, feedback: 0, documents: [] },
      {
        term: 'cd',
        weight: near(1 / 12),
        original: 0,
        feedback: near(1 / 12),
        documents: [{ id: 'a', weight: near(1 / 12) }],
      },
    ]);
  });

  it('adds up, and is what rm3 does', () =>
    fc.assert(
      fc.asyncProperty(termsFeedback(), async (feedback) => {
        const { terms } = expandRm3(unfiltered)(feedback);
        for (const { weight, original, feedback: gained, documents } of terms) {
          expect(original + gained).toBeCloseTo(weight, 6);
          expect(documents.reduce((sum, document) => sum + document.weight, 0)).toBeCloseTo(gained, 6);
        }
        const [changed] = await rm3(unfiltered).refine([feedback]);
        expect([...changed!.terms]).toEqual(terms.map(({ term, weight }) => [term, weight]));
      }),
    ));
});
