import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { english } from '@reprise/text';
import { beforeAll, describe, expect, it } from 'vitest';
import { bm25, buildSparse, type SparseIndex } from './index.js';

const shared = resolve(
  process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../shared/', import.meta.url)),
);
const available = existsSync(join(shared, 'golden/anserini/stats.json'));

const lines = (path: string): string[] =>
  gunzipSync(readFileSync(join(shared, path)))
    .toString()
    .trim()
    .split('\n');
const stats = available ? JSON.parse(readFileSync(join(shared, 'golden/anserini/stats.json'), 'utf8')) : {};

/** CACM's last id ends in a newline; Anserini leaves out documents with blank contents. */
function documents(collection: string): { id: string; text: string }[] {
  return lines(`collections/${collection}/corpus.jsonl.gz`)
    .map((line) => JSON.parse(line))
    .map(({ _id, title, text }) => ({ id: String(_id).trim(), text: `${title} ${text}` }));
}

function queries(collection: string): { id: string; terms: Map<string, number> }[] {
  const analyzer = english();
  return lines(`collections/${collection}/queries.jsonl.gz`)
    .map((line) => JSON.parse(line))
    .map(({ _id, text }) => {
      const terms = new Map<string, number>();
      for (const token of analyzer.tokens(text)) terms.set(token, (terms.get(token) ?? 0) + 1);
      return { id: String(_id), terms };
    });
}

/** The second queries of BM25PRF, whose weights hold all that is to be said of how rare a term is. */
function rewritten(collection: string): { id: string; terms: Map<string, number>; weighting: 'query' }[] {
  return lines(`golden/anserini/${collection}/expanded/bm25prf-default.jsonl.gz`)
    .map((line) => JSON.parse(line))
    .map(({ qid, terms }: { qid: string; terms: [string, string][] }) => ({
      id: qid,
      terms: new Map(terms.map(([term, weight]) => [term, Number(weight)])),
      weighting: 'query',
    }));
}

function run(collection: string, setting: string): Map<string, { id: string; score: number }[]> {
  const hits = new Map<string, { id: string; score: number }[]>();
  for (const line of lines(`golden/anserini/${collection}/raw/${setting}.trec.gz`)) {
    const [query, , id, , score] = line.split(' ');
    const list = hits.get(query!) ?? [];
    list.push({ id: id!, score: Math.fround(Number(score)) });
    hits.set(query!, list);
  }
  return hits;
}

const settings = { 'bm25-default': bm25(), 'bm25-k1.2-b.75': bm25({ k1: 1.2, b: 0.75 }) };

describe.skipIf(!available).each(['nfcorpus', 'cranfield', 'cacm', 'med'])(
  `against Anserini on %s${available ? '' : ' (skipped: no shared collections)'}`,
  (collection) => {
    let index: SparseIndex;
    beforeAll(async () => {
      index = await buildSparse(documents(collection));
    });

    it('counts the same documents, tokens and terms', () => {
      const expected = stats[collection].index;
      expect(index.statistics.documents).toBe(expected['documents (non-empty)']);
      expect(index.statistics.tokens).toBe(expected['total terms']);
      expect(index.size).toBe(expected['documents in corpus.jsonl']);
    });

    it.each(Object.entries(settings))(
      'ranks and scores every query as %s, bit for bit',
      async (setting, similarity) => {
        const expected = run(collection, setting);
        const asked = queries(collection).filter(({ id }) => expected.has(id));
        const found = await index.with({ similarity }).search(asked, 100);
        expect(asked.length).toBe(expected.size);
        for (const [i, { id }] of asked.entries()) expect(found[i], `query ${id}`).toEqual(expected.get(id));
      },
    );

    it('ranks and scores queries of final weights as the second round of BM25PRF, bit for bit', async () => {
      const expected = run(collection, 'bm25prf-default');
      const asked = rewritten(collection).filter(({ id }) => expected.has(id));
      const found = await index.search(asked, 100);
      expect(asked.length).toBe(expected.size);
      for (const [i, { id }] of asked.entries()) expect(found[i], `query ${id}`).toEqual(expected.get(id));
    });
  },
);
