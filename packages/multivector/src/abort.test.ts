import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepriseError } from '@reprise/spec';
import { expect, it } from 'vitest';
import { buildMultivector, openMultivector, verifyMultivector } from './index.js';
import { numbers, randomDocuments } from './small.test-support.js';

const documents = randomDocuments(600, 32, { rows: 12 });
const others = randomDocuments(30, 32, { seed: 5 }).map(({ tokens }, i) => ({ id: `other${i}`, tokens }));
const queries = randomDocuments(40, 32, { seed: 9 });
const next = numbers(12);

it('aborted at 200 random moments, whatever is under way rejects with ABORTED or is done, and the index answers as before', async () => {
  const root = await mkdtemp(join(tmpdir(), 'reprise-multivector-'));
  try {
    const index = await buildMultivector(documents, { precision: 'residual2', centroids: 300 });
    const directory = join(root, 'index');
    await index.save(directory);
    const pruned = index.with({ candidates: 'centroids', ndocs: 40 });
    const expected = await index.search(queries, 10);
    const ids = documents.map(({ id }) => id);
    const rows = Float32Array.from(queries.flatMap(({ tokens }) => [...tokens.data]));

    const works: Record<string, (signal: AbortSignal) => Promise<unknown>> = {
      build: (signal) => buildMultivector(documents, { precision: 'residual4', centroids: 300, signal }),
      search: (signal) => index.search(queries, 10, { signal }),
      'search by centroids': (signal) => pruned.search(queries, 10, { signal }),
      'search by tokens': (signal) => index.with({ candidates: 'tokens' }).search(queries, 10, { signal }),
      score: (signal) =>
        index.score(
          queries.map((query) => ({ query, ids })),
          { signal },
        ),
      fetch: (signal) => index.fetch(ids, ['tokens'], { signal }),
      'nearest tokens': (signal) => index.nearestTokens(rows, 10, { signal }),
      add: async (signal) => {
        await index.add(others, { signal });
        await index.delete(others.map(({ id }) => id));
      },
      save: (signal) => index.save(directory, { replace: true, signal }),
      'open and verify': async (signal) => {
        await openMultivector(directory, { signal });
        await verifyMultivector(directory, { signal });
      },
    };
    let aborted = 0;
    for (const [name, work] of Object.entries(works)) {
      const started = performance.now();
      await work(new AbortController().signal);
      const milliseconds = performance.now() - started;
      for (let i = 0; i < 20; i++) {
        const controller = new AbortController();
        const timer = setTimeout(() => controller.abort(), (milliseconds * (next() + 1)) / 2);
        await work(controller.signal).catch((error: unknown) => {
          expect(RepriseError.isInstance(error) && error.code, name).toBe('ABORTED');
          aborted++;
        });
        clearTimeout(timer);
      }
      expect(await index.search(queries, 10), name).toEqual(expected);
    }
    expect(aborted).toBeGreaterThan(20);
    expect(await verifyMultivector(directory)).toMatchObject({ documents: 600 });
  } finally {
    await rm(root, { recursive: true });
  }
});
