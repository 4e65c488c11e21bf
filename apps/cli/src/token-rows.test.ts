import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus, makeModelFolder } from './encoded-index.test-support.js';
import { call } from './main.test-support.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-tokens-'));
const at = (...names: string[]): string => join(folder, ...names);
const index = at('notes.index');
const input = at('corpus.jsonl');

const run = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await call(args);
  expect({ args, code, stderr }).toMatchObject({ args, code: 0 });
  return stdout;
};
const found = async (pipeline: string): Promise<readonly string[]> => {
  const stdout = await run('search', '--index', index, '--query', 'heart', '--pipeline', pipeline, '--json');
  return JSON.parse(stdout).hits.map(({ id }: { readonly id: string }) => id);
};

beforeAll(async () => {
  writeFileSync(input, corpus);
  await run('index', '--input', input, '--index', index, '--with', 'text,terms,tokens');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an index with token rows', () => {
  it('is searched end to end, re-ranks what others found, and feeds back in both ways', async () => {
    for (const pipeline of [
      'colbert',
      'colbert(candidates=all)',
      'colbert(candidates=centroids, nprobe=4, tcs=-1, ndocs=40)',
      'colbert(candidates=tokens, tokenDepth=200)',
      'colbert >> colbertPrf(documents=1, clusters=4, expansions=2, beta=0.1) >> colbert',
      'colbert >> colbertPrf(documents=1, expansions=2, beta=0.1, clusterer=mlKmeans) >> rescore(colbert)',
      'colbert >> colbertPrf(documents=1, representative=closest, clusterer=kMedoids, beta=0.1) >> colbert',
    ]) {
      const ids = await found(pipeline);
      expect([...ids.slice(0, 2)].sort(), pipeline).toEqual(['attack', 'heart']);
      expect(ids, pipeline).toHaveLength(5);
    }
    expect([...(await found('bm25 >> rescore(colbert)'))].sort()).toEqual(['attack', 'heart']);
    expect(await found('fuse(rrf, bm25, colbert) >> colbertPrf >> colbert(k=3)')).toHaveLength(3);
  });

  it('is explained by the rows that were added and where they come from', async () => {
    const args = ['explain', '--index', index, '--query', 'heart', '--pipeline'];
    const pipeline = 'colbert >> colbertPrf(documents=2, expansions=3) >> colbert';
    const report = JSON.parse(await run(...args, pipeline, '--json'));
    const [{ stage, terms, tokens }] = report.feedback;
    expect({ stage, terms }).toEqual({ stage: 'colbertPrf', terms: [] });
    expect(tokens).toHaveLength(3);
    for (const { token, weight, from } of tokens) {
      expect(token).toMatch(/^(##)?\w+$/);
      expect(weight).toBeGreaterThan(0);
      expect(from.map(({ id }: { readonly id: string }) => id).sort()).toEqual(['attack', 'heart']);
      expect(from[0].similarity).toBeGreaterThanOrEqual(from[1].similarity);
      expect(from[0].passage).toMatch(/\w+ \w+/);
    }
    const text = await run(...args, pipeline);
    expect(text).toMatch(
      /^colbertPrf added 3 token rows \(with the nearest row of a document learnt from\)$/m,
    );
    expect(text).toMatch(/^ {2}\S+ +\d\.\d{4} {2}(heart|attack), 0\.\d\d: .+$/m);
  });

  it('is counted, verified, and refused where it is damaged', async () => {
    expect(JSON.parse(await run('stats', '--index', index, '--json'))).toMatchObject({
      encoded: ['colbert by minilm'],
    });
    await run('verify', '--index', index);
    const [generation] = JSON.parse(readFileSync(at('notes.index', 'encoders.json'), 'utf8')).encoders;
    const damaged = at('notes.index', generation.folder, 'CURRENT');
    const whole = readFileSync(damaged);
    truncateSync(damaged, whole.length - 1);
    for (const command of [
      ['verify', '--index', index],
      ['search', '--index', index, '--query', 'heart', '--pipeline', 'colbert'],
    ]) {
      const { code, stdout, stderr } = await call(command);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('colbert-1');
    }
    writeFileSync(damaged, whole);
    expect(await found('colbert')).toHaveLength(5);
  });

  it('stands beside the vectors of the same model, and is made where an experiment needs it', async () => {
    await run('index', '--input', input, '--index', index, '--with', 'vector');
    const ids = await found('fuse(rrf, dense, colbert >> colbertPrf >> colbert)');
    expect(ids).toHaveLength(5);
    const model = at('model');
    makeModelFolder(model);
    await run('index', '--input', input, '--index', index, '--with', 'tokens', '--encoder', model);
    const named = await found(`colbert(encoder="${model}")`);
    // The embedded model cuts at 256 tokens as this one does at 512: short texts are the same to both.
    expect(named).toEqual(await found('colbert(encoder=minilm)'));
  });

  it('is asked for by the command that makes it, and by words that fit', async () => {
    const other = at('other.index');
    await run('index', '--input', input, '--index', other, '--with', 'terms');
    for (const [pipeline, fault] of [
      ['colbert', /holds no colbert documents of minilm: reprise index .*--with tokens --encoder minilm/],
      ['bm25 >> colbertPrf >> bm25', /colbertPrf writes token rows, which bm25 does not read/],
      ['bm25 >> rescore(colbert(nprobe=0))', /holds no colbert documents/],
    ] as const) {
      const { code, stderr } = await call([
        'search',
        '--index',
        other,
        '--query',
        'heart',
        '--pipeline',
        pipeline,
      ]);
      expect({ pipeline, code }).toEqual({ pipeline, code: 2 });
      expect(stderr).toMatch(fault);
    }
    for (const [pipeline, fault] of [
      ['colbert(nprobe=0)', /nprobe is 0/],
      [
        'bm25 >> colbertPrf >> colbert',
        /learns from token rows, which no search before it knows: search with colbert first/,
      ],
      ['colbert(candidates=some)', /candidates is "?some.*all, centroids, tokens/],
      ['colbert >> colbertPrf(clusters=0) >> colbert', /clusters is 0/],
      [
        'colbert >> colbertPrf(clusterer=dbscan) >> colbert',
        /clusterer is "?dbscan.*kernelKMeans, mlKmeans, kMedoids/,
      ],
      ['colbert >> colbertPrf(weighting=meanCosine) >> colbert', /meanCosine/],
      ['colbert >> colbertPrf(bottom=2) >> colbert', /colbertPrf has no option bottom/],
    ] as const) {
      const { code, stderr } = await call([
        'search',
        '--index',
        index,
        '--query',
        'heart',
        '--pipeline',
        pipeline,
      ]);
      expect({ pipeline, code }).toEqual({ pipeline, code: 2 });
      expect(stderr).toMatch(fault);
    }
    const two = await call(['index', '--input', input, '--index', at('no'), '--with', 'vector,tokens,terms']);
    expect(two).toMatchObject({ code: 2 });
    expect(two.stderr).toContain('--with vector and --with tokens need a model each');
  });
});
