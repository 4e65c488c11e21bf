import { describe, expect, it } from 'vitest';
import type { TermsFeedback } from './feedback.test-support.js';
import { bo1, bo2, kl, klComplete, klCorrect, rm3Terrier } from './index.js';
import {
  available,
  differences,
  goldenFeedback,
  goldenStatistics,
  type Make,
  named,
  note,
  read,
  type Weights,
} from './terrier.test-support.js';

/** Setting → how to make it, besides its number of terms. */
const models: readonly [string, Make][] = [
  ['Bo1-F-T', bo1],
  ['Bo2-F-T', bo2],
  ['KL-F-T', kl],
  ['KLCorrect-F-T', klCorrect],
  ['KLComplete-F-T', klComplete],
  ['RM3-F-T', rm3Terrier],
  ['RM3-F-T-maxdp2', (options) => rm3Terrier({ ...options, maxDocumentFrequency: 1 })],
  ['Bo1-F-T-beta0.4', (options) => bo1({ ...options, beta: 0.4 })],
  ['Bo2-F-T-beta0.4', (options) => bo2({ ...options, beta: 0.4 })],
  ['KL-F-T-beta0.4', (options) => kl({ ...options, beta: 0.4 })],
];
const sizes = [
  [3, 10],
  [10, 30],
  [2, 3],
] as const;

/**
 * Where weights are not Terrier's it must be for the terms that tie at the cut, which Terrier cuts in the order of a
 * hash map: each gains the least that any term gains, there or here.
 */
function expectTie(
  others: ReturnType<typeof differences>,
  expanded: Weights,
  name: (term: number | string) => string,
  { query }: TermsFeedback,
): void {
  const own = (term: string): number => query.terms.get(term) ?? 0;
  const gains = expanded.map(([term, weight]) => weight - own(name(term)));
  const least = Math.min(...gains.filter((gain) => gain > 1e-9));
  for (const { term, theirs, ours } of others) {
    const [less, more] = [theirs - own(term), ours - own(term)].sort((a, b) => a - b);
    expect(less, term).toBeCloseTo(0, 6);
    expect(more, term).toBeCloseTo(least, 6);
  }
}

describe.skipIf(!available).each([
  { file: 'toy.json.gz', expansions: 108, tied: 0 },
  { file: 'nfcorpus.stats.json.gz', expansions: 150, tied: 19 },
  { file: 'cranfield.stats.json.gz', expansions: 150, tied: 18 },
])(`against Terrier on $file${note}`, (expected) => {
  it('gives the terms and weights of every model, divided by their maximum', async () => {
    const golden = read(expected.file);
    const name = named(golden);
    const statistics = goldenStatistics(golden);
    let expansions = 0;
    let tied = 0;
    for (const [model, make] of models) {
      for (const [documents, terms] of sizes) {
        const strategy = make({ statistics, terms });
        for (const query of golden.queries) {
          const theirs = query.expanded[model.replace('F-T', `${documents}-${terms}`)];
          if (theirs === undefined) continue;
          const feedback = goldenFeedback(golden, query, documents);
          const [changed] = await strategy.refine([feedback]);
          const others = differences(theirs, name, changed!.terms, statistics);
          expansions++;
          if (others.length > 0) tied++;
          expectTie(others, theirs, name, feedback);
        }
      }
    }
    expect({ expansions, tied }).toEqual({ expansions: expected.expansions, tied: expected.tied });
  });
});
