import { compareHits, type Run } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import {
  available,
  methods,
  ndcg10,
  normaliseRuns,
  normalisers,
  note,
  readDl19Qrels,
  readDl19Run,
  readGolden,
  trainers,
} from './golden.test-support.js';
import { fuseRuns } from './index.js';

interface Scored {
  readonly double_docno_asc?: number;
}

interface Golden {
  readonly runs: readonly string[];
  readonly untrained: Readonly<Record<string, Scored>>;
  readonly rank_based_pretied: Readonly<Record<string, Scored>>;
  readonly trained_train_topics: readonly string[];
  readonly trained_test_topics: readonly string[];
  readonly trained: Readonly<Record<string, { readonly result: Scored }>>;
}

const only = <T>(entries: ReadonlyMap<string, T>, topics: readonly string[]): ReadonlyMap<string, T> =>
  new Map(topics.map((topic) => [topic, entries.get(topic)!]));

/** For its trained methods ranx was given scores that only say the rank: 1000, 999, … */
const asRanks = (run: Run): Run =>
  new Map([...run].map(([query, hits]) => [query, hits.map(({ id }, p) => ({ id, score: 1000 - p }))]));

describe.skipIf(!available)(`nDCG@10 on TREC DL 2019 as with ranx 0.3.21, ties by id${note}`, () => {
  const golden = available ? readGolden<Golden>('dl19') : undefined;
  const qrels = available ? readDl19Qrels() : new Map();
  // The ranks of tied documents must be known: the golden figures that we compare put them by id.
  const runs = (golden?.runs ?? []).map(
    (name): Run =>
      new Map([...readDl19Run(name)].map(([query, hits]) => [query, [...hits].sort(compareHits)])),
  );

  for (const [call, { double_docno_asc: wanted }] of Object.entries(golden?.untrained ?? {})) {
    const [method, norm] = call.split('|') as [string, string];
    if (wanted === undefined) continue;
    it(`${method} after ${norm}`, () => {
      const fused = fuseRuns(methods[method]!, normaliseRuns(normalisers[norm]!, runs));
      expect(ndcg10(fused, qrels)).toBeCloseTo(wanted, 10);
    });
  }

  for (const [call, { double_docno_asc: wanted }] of Object.entries(golden?.rank_based_pretied ?? {})) {
    const [method, order] = call.split('|') as [string, string];
    if (order !== 'asc' || wanted === undefined) continue;
    it(`${method} of ranks with ties by id`, () => {
      expect(ndcg10(fuseRuns(methods[method]!, runs), qrels)).toBeCloseTo(wanted, 10);
    });
  }

  for (const [call, { result }] of Object.entries(golden?.trained ?? {})) {
    const [method, order, norm] = call.split('|') as [string, string, string];
    if (order !== 'asc') continue;
    it(`${method} after ${norm}, trained on every second query and scored on the others`, () => {
      const normalised = normaliseRuns(normalisers[norm]!, runs.map(asRanks));
      const training = normalised.map((run) => only(run, golden!.trained_train_topics));
      const fuser = trainers[method]!(
        { runs: training, qrels: only(qrels, golden!.trained_train_topics) },
        10,
        5,
      );
      const fused = fuseRuns(
        fuser,
        normalised.map((run) => only(run, golden!.trained_test_topics)),
      );
      expect(ndcg10(fused, qrels)).toBeCloseTo(result.double_docno_asc!, 10);
    });
  }
});
