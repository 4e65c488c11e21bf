import { RepriseError } from '@reprise/spec';
import { expect, it } from 'vitest';
import { buildSparse } from './index.js';

const documents = Array.from({ length: 3000 }, (_, i) => ({
  id: `d${i}`,
  text: Array.from({ length: 60 }, (_, j) => `w${(i * 31 + j * j * 17) % 900}`).join(' '),
}));
const queries = Array.from({ length: 400 }, (_, i) => ({
  id: `q${i}`,
  terms: new Map(Array.from({ length: 8 }, (_, j) => [`w${(i * 7 + j * 13) % 900}`, 1] as const)),
}));

/** Aborts after a random while, and tells whether the work was aborted or done. */
async function interrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | 'aborted'> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), Math.random() * 25);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (RepriseError.isInstance(error) && error.code === 'ABORTED') return 'aborted';
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

it('aborted at 200 random moments, a build or a search rejects or is done, and leaves the index as it was', async () => {
  const index = await buildSparse(documents);
  const expected = await index.search(queries, 10);
  let aborted = 0;
  for (let i = 0; i < 100; i++) {
    const built = await interrupted((signal) => buildSparse(documents, { signal }));
    const found = await interrupted((signal) => index.search(queries, 10, { signal }));
    if (built === 'aborted') aborted++;
    else expect(built.size).toBe(documents.length);
    if (found === 'aborted') aborted++;
    else expect(found).toEqual(expected);
  }
  expect(aborted).toBeGreaterThan(0);
  expect(await index.search(queries, 10)).toEqual(expected);
});
