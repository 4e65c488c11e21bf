import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  bb2,
  buildSparse,
  dph,
  inL2,
  pl2,
  type Similarity,
  terrierBm25,
  terrierDirichlet,
  tfIdf,
} from '../index.js';

const shared = resolve(
  process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../../shared/', import.meta.url)),
);
const folder = join(shared, 'golden/terrier');
const available = existsSync(folder);

const text = (name: string): string => gunzipSync(readFileSync(join(folder, name))).toString();

interface Golden {
  /** Documents, those without a term included. */
  readonly N: number;
  readonly tokens: number;
  readonly avgdl: number;
  /** Document and collection frequency by term number. */
  readonly termStats: readonly (readonly [number, number])[];
  /** Words by term number; of the toy collection alone. */
  readonly terms?: readonly string[];
  /** All of the toy collection, of the others those that a first pass found. */
  readonly docs: Readonly<
    Record<string, { readonly len: number; readonly tf: readonly (readonly [number, number])[] }>
  >;
  readonly queries: readonly {
    readonly qid: string;
    /** Weights are divided by the largest. Absent where no term is known. */
    readonly terms?: readonly (readonly [string | number, number])[];
    readonly first_pass: readonly (readonly [string, number, number])[];
    readonly models: Readonly<Record<string, readonly (number | null)[]>>;
  }[];
  readonly runs?: Readonly<Record<string, Readonly<Record<string, readonly (readonly [string, number])[]>>>>;
}

const models: Readonly<Record<string, Similarity>> = {
  BM25: terrierBm25(),
  DPH: dph(),
  PL2: pl2(),
  InL2: inL2(),
  BB2: bb2(),
  DirichletLM: terrierDirichlet(),
  TF_IDF: tfIdf(),
};
const variants: Readonly<Record<string, Similarity>> = {
  'BM25;k1=0.9,b=0.4': terrierBm25({ k1: 0.9, b: 0.4 }),
  'PL2;c=7': pl2({ c: 7 }),
  'InL2;c=7': inL2({ c: 7 }),
  'DirichletLM;mu=1000': terrierDirichlet({ mu: 1000 }),
};

/** Scores in float64, of the known documents of a collection whose figures are known as a whole. */
function scorer(golden: Golden, similarity: Similarity) {
  const ids = Object.keys(golden.docs);
  const lengths = new Float64Array(golden.N);
  const bags = ids.map((id, i) => {
    lengths[i] = golden.docs[id]!.len;
    return new Map(golden.docs[id]!.tf);
  });
  const { N, tokens, avgdl } = golden;
  const accumulate = similarity.bind({ documents: N, tokens, averageLength: avgdl, lengths });
  const numbers = new Map((golden.terms ?? []).map((term, number) => [term, number]));
  return (query: Golden['queries'][number]): ReadonlyMap<string, number> => {
    const sums = new Float64Array(N);
    for (const [term, weight] of query.terms ?? []) {
      const number = typeof term === 'number' ? term : numbers.get(term);
      if (number === undefined) continue;
      const [documentFrequency, collectionFrequency] = golden.termStats[number]!;
      const documents = Uint32Array.from(bags.keys()).filter((i) => bags[i]!.has(number));
      const frequencies = Float32Array.from(documents, (i) => bags[i]!.get(number)!);
      accumulate(
        { weight, relativeWeight: weight, final: false, documentFrequency, collectionFrequency },
        { documents, frequencies, start: 0, end: documents.length },
        sums,
      );
    }
    return new Map(ids.map((id, i) => [id, sums[i]!]));
  };
}

const title = available ? '' : ' (skipped: no shared collections)';

describe.skipIf(!available).each(['toy.json.gz', 'nfcorpus.stats.json.gz', 'cranfield.stats.json.gz'])(
  `against Terrier's scores in %s${title}`,
  (name) => {
    it.each(Object.entries({ ...models, ...variants }))('%s gives the same to 1e-9', (model, similarity) => {
      const golden: Golden = JSON.parse(text(name));
      const score = scorer(golden, similarity);
      let compared = 0;
      for (const query of golden.queries) {
        const scores = score(query);
        for (const [i, [id]] of query.first_pass.entries()) {
          const expected = query.models[model]![i];
          if (typeof expected !== 'number') continue;
          const error = Math.abs(scores.get(id)! - expected) / Math.abs(expected);
          expect(error, `${query.qid} ${id}`).toBeLessThan(1e-9);
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(name.startsWith('toy') ? 20 : 150);
    });
  },
);

describe.skipIf(!available).each(['nfcorpus', 'cranfield'])(
  `against Terrier's runs on %s${title}`,
  (collection) => {
    it.each(Object.entries(models))('%s gives the same to six decimals', (model, similarity) => {
      const golden: Golden = JSON.parse(text(`${collection}.stats.json.gz`));
      const score = scorer(golden, similarity);
      const scores = new Map(golden.queries.map((query) => [query.qid, score(query)]));
      let compared = 0;
      for (const line of text(`${collection}.${model}.run.gz`).trim().split('\n')) {
        const [qid, , id, , printed] = line.split(' ');
        const found = scores.get(qid!)?.get(id!);
        if (found === undefined) continue;
        expect(Math.abs(found - Number(printed)), `${qid} ${id}`).toBeLessThan(6e-7);
        compared++;
      }
      expect(compared).toBeGreaterThan(100);
    });
  },
);

describe.skipIf(!available)(`against Terrier's runs on fourteen documents${title}`, () => {
  it.each(Object.entries(models))(
    '%s ranks and scores alike, whatever multiplies the query',
    async (model, similarity) => {
      const golden: Golden = JSON.parse(text('toy.json.gz'));
      const documents = Object.entries(golden.docs).map(([id, { tf }]) => ({
        id,
        terms: new Map(tf.map(([term, count]) => [golden.terms![term]!, count])),
      }));
      const index = await buildSparse(documents, { similarity });
      expect([index.size, index.statistics.documents]).toEqual([golden.N, golden.N - 1]);
      for (const { qid, terms = [] } of golden.queries) {
        const tripled = new Map(terms.map(([term, weight]) => [String(term), 3 * weight]));
        const [hits = []] = await index.search([{ id: qid, terms: tripled }], 100);
        const expected = golden.runs![model]![qid] ?? [];
        // Terrier orders equal scores by when a document came.
        expect(hits.map(({ id }) => id).sort(), qid).toEqual(expected.map(([id]) => id).sort());
        const scores = new Map(hits.map(({ id, score }) => [id, score]));
        for (const [rank, [id, score]] of expected.entries()) {
          expect(Math.abs(scores.get(id)! - score), `${qid} ${id}`).toBeLessThan(1e-6 * Math.abs(score));
          expect(Math.abs(hits[rank]!.score - score), `${qid} ${rank}`).toBeLessThan(1e-6 * Math.abs(score));
        }
      }
    },
  );
});
