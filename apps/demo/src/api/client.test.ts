import { describe, expect, it } from 'vitest';
import { about, found, start, waiting } from '../server/serve-demo.test-support.js';
import { demoClient } from './client.js';
import { DemoError } from './demo-error.js';
import type { Evaluation } from './types.js';

const evaluation: Evaluation = {
  measure: 'AP',
  left: { pipeline: 'bm25', mean: 0 },
  right: { pipeline: 'bm25', mean: 0 },
  wins: 0,
  losses: 0,
  ties: 0,
  queries: [],
};

describe('the client', () => {
  it('asks for everything that the API has', async () => {
    let asked = 0;
    const { url } = await start({
      evaluate: async () => (++asked < 3 ? { underWay: { done: asked, total: 3 } } : evaluation),
    });
    const client = demoClient(url);
    expect(await client.about()).toEqual(about);
    expect(await client.search({ query: 'a', pipeline: 'bm25' })).toEqual(found);
    expect(await client.document('a/b ?&')).toEqual({ id: 'a/b ?&', text: '', features: {} });
    const progress: unknown[] = [];
    const request = { left: 'bm25', right: 'bm25', measure: 'AP' };
    expect(await client.evaluate(request, { onProgress: (one) => progress.push(one) })).toEqual(evaluation);
    expect(progress).toEqual([
      { done: 1, total: 3 },
      { done: 2, total: 3 },
    ]);
  });

  it('rejects with the code, status and message of the server', async () => {
    const client = demoClient((await start()).url);
    const error = await client.search({ query: '', pipeline: 'bm25' }).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(DemoError);
    expect(error).toMatchObject({ code: 'INVALID_INPUT', status: 400, message: 'query is empty' });
  });

  it('tells when to ask a busy server again', async () => {
    const { url } = await start({ search: waiting }, { limits: { searches: 0 } });
    const busy = demoClient(url).search({ query: 'a', pipeline: 'bm25' });
    await expect(busy).rejects.toMatchObject({ code: 'BUSY', status: 503, retryAfterSeconds: 1 });
  });

  it('can be aborted', async () => {
    const { url } = await start({ search: waiting });
    const signal = AbortSignal.timeout(100);
    const asked = demoClient(url).search({ query: 'a', pipeline: 'bm25' }, { signal });
    await expect(asked).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('says so where nobody answers, or with something else than JSON', async () => {
    const server = await start();
    const client = demoClient(server.url);
    await server.close();
    await expect(client.about()).rejects.toMatchObject({ code: 'UNREACHABLE' });
    const html = demoClient(server.url, { fetch: async () => new Response('<html>') });
    await expect(html.about()).rejects.toMatchObject({ code: 'UNREACHABLE' });
    const odd = demoClient(server.url, { fetch: async () => Response.json('odd', { status: 502 }) });
    await expect(odd.about()).rejects.toMatchObject({ code: 'INTERNAL', status: 502 });
  });
});
