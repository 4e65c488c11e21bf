import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { feedback, retrieve, type Stage, topK } from '@reprise/core';
import { buildSparse, type SparseIndex } from '@reprise/sparse';
import type { Hit } from '@reprise/spec';
import { english } from '@reprise/text';
import { beforeAll, describe, expect, it } from 'vitest';
import { bm25prf, rm3, rocchio } from './index.js';

const shared = resolve(
  process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../shared/', import.meta.url)),
);
const available = existsSync(join(shared, 'golden/anserini/stats.json'));

const lines = (path: string): string[] =>
  gunzipSync(readFileSync(join(shared, path)))
    .toString()
    .trim()
    .split('\n');

const records = (path: string): Record<string, string>[] => lines(path).map((line) => JSON.parse(line));

/** CACM's last id ends in a newline. */
const documents = (collection: string): { id: string; text: string }[] =>
  records(`collections/${collection}/corpus.jsonl.gz`).map(({ _id = '', title, text }) => ({
    id: _id.trim(),
    text: `${title} ${text}`,
  }));

interface Expanded {
  readonly terms: readonly [string, number][];
  /** Of BM25PRF: each term of the query and of the feedback that was kept, its df, …, and its offer weight last. */
  readonly features: readonly (readonly [string, ...(number | string)[]])[];
}

/** Query id → the second query. */
function expandedQueries(collection: string, setting: string): ReadonlyMap<string, Expanded> {
  return new Map(
    lines(`golden/anserini/${collection}/expanded/${setting}.jsonl.gz`)
      .map((line): { qid: string; terms: [string, string][]; features?: Expanded['features'] } =>
        JSON.parse(line),
      )
      .map(({ qid, terms, features = [] }) => [
        qid,
        { terms: terms.map(([term, weight]) => [term, Math.fround(Number(weight))]), features },
      ]),
  );
}

/** Query id → the 100 best hits of the second search. */
function secondPass(collection: string, setting: string): ReadonlyMap<string, Hit[]> {
  const hits = new Map<string, Hit[]>();
  for (const line of lines(`golden/anserini/${collection}/raw/${setting}.trec.gz`)) {
    const [query = '', , id = '', , score] = line.split(' ');
    hits.set(query, [...(hits.get(query) ?? []), { id, score: Math.fround(Number(score)) }]);
  }
  return hits;
}

const sorted = (terms: Iterable<readonly [string, number]>) =>
  [...terms].sort(([a], [b]) => (a < b ? -1 : 1));

interface Setting {
  readonly setting: string;
  readonly expand: (index: SparseIndex) => Stage<'ranking', 'query', 'terms', 'terms'>;
}

const settings: readonly Setting[] = [
  {
    setting: 'rm3-default',
    expand: (index) => feedback(rm3({ statistics: index.statistics }), { documents: index, judge: topK(10) }),
  },
  {
    setting: 'rm3-t20-d5-w.7',
    expand: (index) =>
      feedback(rm3({ terms: 20, weight: 0.7, statistics: index.statistics }), {
        documents: index,
        judge: topK(5),
      }),
  },
  {
    setting: 'rocchio-default',
    expand: (index) =>
      feedback(rocchio({ statistics: index.statistics }), { documents: index, judge: topK(10) }),
  },
  {
    setting: 'rocchio-neg',
    expand: (index) =>
      feedback(rocchio({ statistics: index.statistics }), {
        documents: index,
        judge: topK(10, { bottom: 10 }),
      }),
  },
  {
    setting: 'bm25prf-default',
    expand: (index) =>
      feedback(bm25prf({ statistics: index.statistics }), { documents: index, judge: topK(10) }),
  },
];
const collections = [
  { collection: 'nfcorpus', queries: 323, withoutHits: 15, tied: 4 },
  { collection: 'cranfield', queries: 225, withoutHits: 0, tied: 5 },
  { collection: 'cacm', queries: 52, withoutHits: 0, tied: 2 },
  { collection: 'med', queries: 30, withoutHits: 0, tied: 4 },
];
const note = available ? '' : ' (skipped: no shared collections)';

describe.skipIf(!available).each(collections)(`against Anserini on $collection${note}`, (expected) => {
  const { collection } = expected;
  let index: SparseIndex;
  beforeAll(async () => {
    index = await buildSparse(documents(collection), { text: false });
  });

  it.each(settings)('expands and ranks every query as $setting, bit for bit', async (golden) => {
    const queries = expandedQueries(collection, golden.setting);
    const found = secondPass(collection, golden.setting);
    const pipeline = retrieve(index, { k: 50, encoder: english() })
      .pipe(golden.expand(index))
      .pipe(retrieve(index, { k: 100 }));
    const asked = records(`collections/${collection}/queries.jsonl.gz`)
      .map(({ _id = '', text = '' }) => ({ id: _id, text }))
      .filter(({ id }) => queries.has(id));

    const results = await pipeline.run(asked);
    let withoutHits = 0;
    let tied = 0;
    for (const { query, hits } of results) {
      const { terms, features } = queries.get(query.id)!;
      // Without a hit there is no feedback: core keeps the query, the reference scales it.
      if (query.previous === undefined) {
        expect(hits).toEqual(found.get(query.id) ?? []);
        expect(hits).toEqual([]);
        withoutHits++;
        continue;
      }
      const theirs = terms.filter(([term]) => !query.terms.has(term));
      if (theirs.length > 0 && features.length > 0) {
        // At the cut of BM25PRF the reference follows a hash map's order among terms of the least offer weight.
        const offers = new Map(features.map((feature) => [feature[0], Number(feature.at(-1))]));
        const least = Math.min(
          ...terms.filter(([term]) => !query.previous?.terms?.has(term)).map(([term]) => offers.get(term)!),
        );
        for (const [term] of theirs) expect(offers.get(term), `${term} of query ${query.id}`).toBe(least);
        expect(query.terms.size).toBe(terms.length);
        for (const [term, weight] of terms) {
          if (query.terms.has(term))
            expect(query.terms.get(term), `${term} of query ${query.id}`).toBe(weight);
        }
        tied++;
        continue;
      }
      expect(hits, `hits of query ${query.id}`).toEqual(found.get(query.id) ?? []);
      expect(sorted(query.terms), `terms of query ${query.id}`).toEqual(sorted(terms));
    }
    expect({ queries: results.length, withoutHits, tied }).toEqual({
      queries: expected.queries,
      withoutHits: expected.withoutHits,
      tied: golden.setting === 'bm25prf-default' ? expected.tied : 0,
    });
  });
});
