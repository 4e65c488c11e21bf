import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepriseError } from '@reprise/spec';
import { expect, it } from 'vitest';
import { buildDense, buildHnsw, openDense, openHnsw, verifyDense, verifyHnsw } from './index.js';
import { numbers, randomDocuments } from './small.test-support.js';

const documents = randomDocuments(1500, 64);
const others = randomDocuments(50, 64, 5).map(({ vector }, i) => ({ id: `other${i}`, vector }));
const queries = randomDocuments(60, 64, 9);
const next = numbers(12);

it('aborted at 220 random moments, whatever is under way rejects with ABORTED or is done, and the index answers as before', async () => {
  const root = await mkdtemp(join(tmpdir(), 'reprise-dense-'));
  try {
    const index = await buildDense(documents, { precision: 'int8' });
    const directory = join(root, 'index');
    await index.save(directory);
    const small = await buildDense(documents.slice(0, 200));
    const graph = await buildHnsw(small);
    await graph.save(join(root, 'graph'));
    const expected = await index.search(queries, 10);
    const ids = documents.map(({ id }) => id);

    const works: Record<string, (signal: AbortSignal) => Promise<unknown>> = {
      build: (signal) => buildDense(documents, { signal }),
      search: (signal) => index.search(queries, 10, { signal }),
      score: (signal) =>
        index.score(
          queries.slice(0, 8).map((query) => ({ query, ids })),
          { signal },
        ),
      add: async (signal) => {
        await index.add(others, { signal });
        await index.delete(others.map(({ id }) => id));
      },
      delete: async (signal) => {
        await index.delete(ids.slice(0, 100), { signal });
        await index.add(documents.slice(0, 100));
      },
      save: (signal) => index.save(directory, { replace: true, signal }),
      open: async (signal) => (await openDense(directory, { vectors: 'disk', signal })).close(),
      verify: (signal) => verifyDense(directory, { signal }),
      'build a graph': (signal) => buildHnsw(small, { signal }),
      'search a graph': (signal) => graph.search(queries, 10, { signal }),
      'save and open a graph': async (signal) => {
        await graph.save(join(root, 'graph'), { replace: true, signal });
        await openHnsw(join(root, 'graph'), small, { signal });
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
    expect(await verifyDense(directory)).toMatchObject({ documents: 1500 });
    expect(await verifyHnsw(join(root, 'graph'), small)).toMatchObject({ documents: 200 });
  } finally {
    await rm(root, { recursive: true });
  }
}, 240_000);
