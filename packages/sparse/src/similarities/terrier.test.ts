import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildSparse, robertson, type Similarity, tfIdf } from '../index.js';

const shared = resolve(
  process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../../shared/', import.meta.url)),
);
const path = join(shared, 'golden/terrier/toy.json.gz');
const available = existsSync(path);

interface Toy {
  readonly N: number;
  readonly avgdl: number;
  readonly terms: readonly string[];
  readonly docs: Readonly<Record<string, { readonly tf: readonly (readonly [number, number])[] }>>;
  readonly queries: readonly {
    readonly qid: string;
    /** Absent where no pass was recorded. */
    readonly terms?: readonly (readonly [string, number])[];
    readonly first_pass: readonly (readonly [string, number, number])[];
    readonly models: Readonly<Record<string, readonly (number | null)[]>>;
  }[];
}

describe.skipIf(!available)(`against Terrier${available ? '' : ' (skipped: no shared collections)'}`, () => {
  // Terrier's BM25 takes log2 instead of ln, has the factor (k1 + 1), and dampens query weights other than 1.
  const factor = 2.2 / Math.LN2;
  const cases: [string, Similarity, number][] = [
    ['BM25', robertson({ k1: 1.2, b: 0.75 }), factor],
    ['TF_IDF', tfIdf(), 1],
  ];

  it.each(cases)('%s scores the fourteen documents alike', async (model, similarity, scale) => {
    const toy: Toy = JSON.parse(gunzipSync(readFileSync(path)).toString());
    const documents = Object.entries(toy.docs).map(([id, { tf }]) => ({
      id,
      terms: new Map(tf.map(([term, count]) => [toy.terms[term]!, count])),
    }));
    // Terrier counts the documents without a term, of which there is one.
    const counting: Similarity = {
      name: model,
      bind: (collection) => similarity.bind({ ...collection, documents: toy.N, averageLength: toy.avgdl }),
    };
    const index = await buildSparse(documents, { similarity: counting });
    expect(index.statistics.documents).toBe(toy.N - 1);
    const asked = toy.queries.filter(({ terms }) => terms?.every(([, weight]) => weight === 1));
    expect(asked.length).toBeGreaterThan(2);
    for (const { qid, terms, first_pass, models } of asked) {
      const ids = first_pass.map(([id]) => id);
      const [scores] = await index.score([{ query: { id: qid, terms: new Map(terms!) }, ids }]);
      models[model]!.forEach((expected, i) => {
        if (expected !== null) expect(scores![i]! * scale, `${qid} ${ids[i]}`).toBeCloseTo(expected, 5);
      });
    }
  });
});
