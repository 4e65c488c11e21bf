import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { feedback, retrieve, topK } from '@reprise/core';
import { buildSparse, type SparseIndex } from '@reprise/sparse';
import type { Hit } from '@reprise/spec';
import { english } from '@reprise/text';
import { beforeAll, describe, expect, it } from 'vitest';
import { rm3 } from './index.js';

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

/** Query id → the terms and weights of the second query. */
function expandedQueries(collection: string, setting: string): ReadonlyMap<string, [string, number][]> {
  return new Map(
    lines(`golden/anserini/${collection}/expanded/${setting}.jsonl.gz`)
      .map((line): { qid: string; terms: [string, string][] } => JSON.parse(line))
      .map(({ qid, terms }) => [qid, terms.map(([term, weight]) => [term, Math.fround(Number(weight))])]),
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

const settings = [
  { setting: 'rm3-default', documents: 10, options: {} },
  { setting: 'rm3-t20-d5-w.7', documents: 5, options: { terms: 20, weight: 0.7 } },
];
const collections = [
  { collection: 'nfcorpus', queries: 323, withoutHits: 15 },
  { collection: 'cranfield', queries: 225, withoutHits: 0 },
  { collection: 'cacm', queries: 52, withoutHits: 0 },
  { collection: 'med', queries: 30, withoutHits: 0 },
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
    const strategy = rm3({ ...golden.options, statistics: index.statistics });
    const pipeline = retrieve(index, { k: 50, encoder: english() })
      .pipe(feedback(strategy, { documents: index, judge: topK(golden.documents) }))
      .pipe(retrieve(index, { k: 100 }));
    const asked = records(`collections/${collection}/queries.jsonl.gz`)
      .map(({ _id = '', text = '' }) => ({ id: _id, text }))
      .filter(({ id }) => queries.has(id));

    const results = await pipeline.run(asked);
    let withoutHits = 0;
    for (const { query, hits } of results) {
      expect(hits, `hits of query ${query.id}`).toEqual(found.get(query.id) ?? []);
      // Without a hit there is no feedback: core keeps the query, the reference scales it.
      if (query.previous === undefined) {
        expect(hits).toEqual([]);
        withoutHits++;
        continue;
      }
      expect(sorted(query.terms), `terms of query ${query.id}`).toEqual(sorted(queries.get(query.id)!));
    }
    expect({ queries: results.length, withoutHits }).toEqual({
      queries: expected.queries,
      withoutHits: expected.withoutHits,
    });
  });
});
