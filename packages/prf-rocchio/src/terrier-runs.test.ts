import { feedback, retrieve, topK } from '@reprise/core';
import { buildSparse, terrierBm25 } from '@reprise/sparse';
import { type CollectionStatistics, compareHits, type Hit } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { bo1, bo2, kl, rm3Terrier } from './index.js';
import {
  available,
  differences,
  type Golden,
  goldenFeedback,
  goldenStatistics,
  goldenTerms,
  type Make,
  named,
  note,
  read,
  readRun,
} from './terrier.test-support.js';

const similarity = terrierBm25();
const models: readonly [string, Make][] = [
  ['Bo1', bo1],
  ['Bo2', bo2],
  ['KL', kl],
  ['RM3', rm3Terrier],
];
const sizes = [
  [3, 10],
  [10, 30],
] as const;
const settings = models.flatMap(([model, make]) =>
  sizes.map(([documents, terms]) => ({ setting: `${model}-${documents}-${terms}`, make, documents, terms })),
);

/** A second search of the known documents, in a collection whose figures are known as a whole. */
function searcher(golden: Golden, statistics: CollectionStatistics) {
  const ids = Object.keys(golden.docs);
  const bags = ids.map((id) => goldenTerms(golden, id));
  const lengths = new Float64Array(golden.N);
  for (const [i, id] of ids.entries()) lengths[i] = golden.docs[id]!.len;
  const { N, tokens, avgdl } = golden;
  const accumulate = similarity.bind({ documents: N, tokens, averageLength: avgdl, lengths });
  return (query: ReadonlyMap<string, number>): readonly Hit[] => {
    const sums = new Float64Array(N);
    for (const [term, weight] of query) {
      const documents = Uint32Array.from(bags.keys()).filter((i) => bags[i]!.has(term));
      const frequencies = Float32Array.from(documents, (i) => bags[i]!.get(term)!);
      accumulate(
        {
          weight,
          relativeWeight: weight,
          final: false,
          documentFrequency: statistics.documentFrequency(term),
          collectionFrequency: statistics.collectionFrequency(term),
        },
        { documents, frequencies, start: 0, end: documents.length },
        sums,
      );
    }
    return ids.map((id, i) => ({ id, score: sums[i]! })).sort(compareHits);
  };
}

/** Setting → queries whose terms tie at the cut, so that Terrier's is another one, and documents of the others. */
const counts: Readonly<Record<string, Readonly<Record<string, readonly [tied: number, compared: number]>>>> =
  {
    nfcorpus: {
      'Bo1-3-10': [0, 122],
      'Bo1-10-30': [0, 127],
      'Bo2-3-10': [2, 76],
      'Bo2-10-30': [4, 19],
      'KL-3-10': [0, 122],
      'KL-10-30': [0, 127],
      'RM3-3-10': [0, 123],
      'RM3-10-30': [0, 122],
    },
    cranfield: {
      'Bo1-3-10': [0, 187],
      'Bo1-10-30': [1, 161],
      'Bo2-3-10': [1, 167],
      'Bo2-10-30': [5, 34],
      'KL-3-10': [0, 188],
      'KL-10-30': [1, 161],
      'RM3-3-10': [0, 184],
      'RM3-10-30': [0, 182],
    },
  };

describe.skipIf(!available).each(Object.entries(counts))(
  `the second pass against Terrier on %s${note}`,
  (collection, expected) => {
    it.each(settings)(
      'after $setting scores and ranks alike, to the printed six decimals',
      async (golden) => {
        const { setting, make, documents, terms } = golden;
        const known = read(`${collection}.stats.json.gz`);
        const statistics = goldenStatistics(known);
        const search = searcher(known, statistics);
        const runs = readRun(`${collection}.BM25-${setting}.run.gz`);
        const strategy = make({ statistics, terms });
        let tied = 0;
        let compared = 0;
        for (const query of known.queries) {
          const run = runs.get(query.qid)?.filter(({ id }) => id in known.docs);
          if (run === undefined) continue;
          const [changed] = await strategy.refine([goldenFeedback(known, query, documents)]);
          if (differences(query.expanded[setting]!, named(known), changed!.terms, statistics).length > 0) {
            tied++;
            continue;
          }
          const hits = search(changed!.terms).slice(0, run.length);
          expect(
            hits.map(({ id }) => id),
            query.qid,
          ).toEqual(run.map(({ id }) => id));
          for (const [rank, { id, score }] of run.entries()) {
            const error = Math.abs(hits[rank]!.score - score);
            expect(error, `${query.qid} ${id}`).toBeLessThan(5e-7 + 1e-6 * Math.abs(score));
            compared++;
          }
        }
        expect([tied, compared]).toEqual(expected[setting]);
      },
    );
  },
);

describe.skipIf(!available)(`whole runs against Terrier on fourteen documents${note}`, () => {
  it.each([
    ...settings,
    ...settings
      .filter(({ make }) => make === rm3Terrier)
      .map((golden) => ({
        ...golden,
        setting: `${golden.setting}-maxdp2`,
        make: (options: Parameters<Make>[0]) => rm3Terrier({ ...options, maxDocumentFrequency: 1 }),
      })),
  ])('BM25, $setting, BM25 finds, scores and ranks alike', async (setting) => {
    const golden = read('toy.json.gz');
    const name = named(golden);
    const documents = Object.keys(golden.docs).map((id) => ({ id, terms: goldenTerms(golden, id) }));
    const index = await buildSparse(documents, { similarity, text: false });
    const strategy = setting.make({
      statistics: { ...index.statistics, documents: index.size },
      terms: setting.terms,
    });
    const second = retrieve(index)
      .pipe(feedback(strategy, { documents: index, judge: topK(setting.documents) }))
      .pipe(retrieve(index));
    const asked = golden.queries.map(({ qid, terms = [] }) => ({
      id: qid,
      terms: new Map(terms.map(([term, weight]) => [name(term), weight])),
    }));
    for (const { query, hits } of await second.run(asked)) {
      // Documents that hold none but the terms of weight 0 that Terrier fills up with.
      const expected = (golden.runs![setting.setting]![query.id] ?? []).filter(([, score]) => score !== 0);
      expect(
        hits.map(({ id }) => id),
        query.id,
      ).toEqual(expected.map(([id]) => id));
      for (const [rank, [id, score]] of expected.entries()) {
        const error = Math.abs(hits[rank]!.score - score);
        expect(error, `${query.id} ${id}`).toBeLessThan(1e-6 * Math.abs(score));
      }
    }
  });
});
