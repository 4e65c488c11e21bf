import { feedback, retrieve, topK } from '@reprise/core';
import { rm3 } from '@reprise/prf-rocchio';
import { buildSparse } from '@reprise/sparse';
import { english } from '@reprise/text';
import type { Bench, Figures } from './bench.js';
import { stepTimes } from './step-times.js';
import { syntheticTexts } from './synthetic.js';
import { realTexts, type Texts } from './texts.js';

/** What RM3 takes beyond the two searches: judging, fetching ten term vectors, and the strategy. */
export const feedbackBench: Bench = async function* ({ documents }) {
  yield await rm3Times(await realTexts());
  yield await rm3Times(syntheticTexts(documents));
};

async function rm3Times({ name, documents, queries }: Texts): Promise<Figures> {
  const index = await buildSparse(documents);
  const bm25 = retrieve(index, { encoder: english() });
  const strategy = rm3({ statistics: index.statistics });
  const pipeline = bm25.pipe(feedback(strategy, { documents: index, judge: topK(10) })).pipe(bm25);
  return stepTimes({
    title: `bm25 >> rm3 >> bm25 on ${name}, one query at a time`,
    step: 'rm3 step',
    pipeline,
    queries,
    depth: 10,
    fetch: (ids) => index.fetch(ids, ['terms']),
  });
}
