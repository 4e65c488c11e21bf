import { createHash } from 'node:crypto';
import { feedback, retrieve, topK } from '@reprise/core';
import { openCollection, readDocuments, sampleCollection } from '@reprise/datasets';
import { rm3 } from '@reprise/prf-rocchio';
import { buildSparse } from '@reprise/sparse';
import { english } from '@reprise/text';
import { expect, it } from 'vitest';

/** Of BM25+RM3 on the sample collection. Changes with the sample and the method, never with anything else. */
const expected = 'a2d08045b8b87c4a1bfb98cebf894055bc3fbb7be3ba448690ad8018be327ab6';

it('the same inputs give the same run, byte for byte, whatever the repeat, batch size, concurrency or Node', async () => {
  const queries = await (await openCollection(sampleCollection())).queries('test');
  for (let repeat = 0; repeat < 10; repeat++) {
    const index = await buildSparse(readDocuments(sampleCollection()));
    const bm25 = retrieve(index, { encoder: english() });
    const strategy = rm3({ statistics: index.statistics });
    const pipeline = bm25.pipe(feedback(strategy, { documents: index, judge: topK(10) })).pipe(bm25);
    for (const batchSize of [1, 7, 64]) {
      for (const concurrency of [1, 8]) {
        const rankings = await pipeline.run(queries, { batchSize, concurrency });
        const run = rankings.map(({ query, hits }) => [query.id, [...query.terms], hits]);
        expect(createHash('sha256').update(JSON.stringify(run)).digest('hex')).toBe(expected);
      }
    }
  }
});
