import { feedback, retrieve, topK } from '@reprise/core';
import { rm3 } from '@reprise/prf-rocchio';
import { buildSparse } from '@reprise/sparse';
import { english } from '@reprise/text';
import type { Bench, Figures } from './bench.js';
import { median, millisecondsOf, percentile } from './measure.js';
import { syntheticTexts } from './synthetic.js';
import { realTexts, type Texts } from './texts.js';

const rounds = 5;

/** What RM3 takes beyond the two searches: judging, fetching ten term vectors, and the strategy. */
export const feedbackBench: Bench = async function* ({ documents }) {
  yield await stepTimes(await realTexts());
  yield await stepTimes(syntheticTexts(documents));
};

async function stepTimes({ name, documents, queries }: Texts): Promise<Figures> {
  const index = await buildSparse(documents);
  const bm25 = retrieve(index, { encoder: english() });
  const strategy = rm3({ statistics: index.statistics });
  const pipeline = bm25.pipe(feedback(strategy, { documents: index, judge: topK(10) })).pipe(bm25);

  const steps = ['first search', 'rm3 step', 'second search', 'fetch of ten documents alone'];
  const times = steps.map(() => queries.map((): number[] => []));
  for (let round = 0; round <= rounds; round++) {
    for (const [q, query] of queries.entries()) {
      const [ranking] = await pipeline.run([query]);
      const taken = ranking!.query.trace!.map(({ milliseconds }) => milliseconds);
      const ids = ranking!.hits.slice(0, 10).map(({ id }) => id);
      taken.push(await millisecondsOf(() => index.fetch(ids, ['terms'])));
      if (round > 0) for (const [s, time] of taken.entries()) times[s]![q]!.push(time);
    }
  }
  const each = times.map((ofStep) => ofStep.map(median));
  const searches = median(each[0]!) + median(each[2]!);
  return {
    title: `bm25 >> rm3 >> bm25 on ${name}, one query at a time`,
    rows: steps.map((step, s) => ({
      step,
      'p50 ms': median(each[s]!),
      'p95 ms': percentile(each[s]!, 0.95),
      'of both searches': median(each[s]!) / searches,
    })),
    notes: ['The fetch is part of the rm3 step; it is timed again, of the ten best of the second search.'],
  };
}
