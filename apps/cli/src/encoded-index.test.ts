import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus, hasSplade, makeModelFolder, spladeFolder } from './encoded-index.test-support.js';
import { call, type Outcome } from './main.test-support.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-encoded-'));
const at = (...names: string[]): string => join(folder, ...names);
const input = at('corpus.jsonl');
const index = at('notes.index');
const model = at('my model');

const make = (...args: string[]): Promise<Outcome> =>
  call(['index', '--input', input, '--index', index, ...args]);
const search = (pipeline: string, ...args: string[]): Promise<Outcome> =>
  call(['search', '--index', index, '--query', 'heart', '--pipeline', pipeline, ...args]);
const found = async (pipeline: string): Promise<readonly string[]> => {
  const { code, stdout, stderr } = await search(pipeline, '--json');
  expect({ pipeline, code, stderr }).toEqual({ pipeline, code: 0, stderr: '' });
  return JSON.parse(stdout).hits.map(({ id }: { readonly id: string }) => id);
};
const catalogue = (): unknown => JSON.parse(readFileSync(join(index, 'encoders.json'), 'utf8')).encoders;

beforeAll(async () => {
  writeFileSync(input, corpus);
  makeModelFolder(model);
  const made = await make('--with', 'text,terms,vector', '--json');
  expect(made).toMatchObject({ code: 0 });
  expect(JSON.parse(made.stdout)).toEqual({
    index,
    documents: 5,
    indexed: 5,
    tokens: expect.any(Number),
    encoder: 'minilm',
    seconds: expect.any(Number),
  });
  // No progress where standard error is a pipe: the summary is all there is.
  expect(made.stderr).toMatch(
    /^indexed 5 documents, \d+ tokens, encoded by minilm in \d+\.\d s\nsearch them: [^\n]+\n$/,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an index with vectors', () => {
  it('is made with progress told in documents encoded, of how many', async () => {
    const told = join(folder, 'told.index');
    const made = await call([
      'index',
      '--input',
      input,
      '--index',
      told,
      '--with',
      'terms,vector',
      '--progress',
    ]);
    expect(made.code).toBe(0);
    expect(made.stderr).toMatch(/^encode: 5 documents of 5, 100 %/m);
  });

  it('finds by meaning what shares no word with the query, and feeds back over vectors', async () => {
    expect(await found('bm25')).toEqual(['heart', 'attack']);
    for (const pipeline of [
      'dense',
      'dense(encoder=minilm)',
      'dense >> vectorRocchio(documents=2, bottom=1) >> dense',
      'fuse(interpolate, bm25, dense) >> vectorRocchio(documents=2) >> dense',
      'dense >> gate(scoreSpread, vectorAverage >> dense, atLeast=0)',
    ]) {
      const ids = await found(pipeline);
      expect([...ids.slice(0, 3)].sort(), pipeline).toEqual(['attack', 'heart', 'pulse']);
      expect(ids, pipeline).toHaveLength(5);
    }
    expect(await found('dense(k=2)')).toHaveLength(2);
  });

  it('is listed for readers with the texts of the documents', async () => {
    const { code, stdout, stderr } = await search('dense');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ {2}1 {2}0\.\d{4} {2}heart\n {5}Heart the heart pumps blood/);
    expect(stdout).toContain('a cardiologist listens');
  });

  it('is explained by how far the query moved, as text and as JSON', async () => {
    const explain = ['explain', '--index', index, '--query', 'heart', '--pipeline'];
    const pipeline = 'dense >> vectorRocchio(documents=2) >> dense';
    const { code, stdout, stderr } = await call([...explain, pipeline, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = JSON.parse(stdout);
    expect(report.feedback).toEqual([
      {
        stage: 'vectorRocchio',
        terms: [],
        vector: { cosine: expect.any(Number), length: expect.any(Number) },
      },
    ]);
    expect(report.feedback[0].vector.cosine).toBeGreaterThan(0.5);
    expect(report.feedback[0].vector.cosine).toBeLessThan(1);
    expect(report.steps.map(({ stage }: { readonly stage: string }) => stage)).toEqual([
      'dense',
      'vectorRocchio',
      'dense',
    ]);
    expect(report.hits[0]).toMatchObject({ id: 'heart', rank: 1, rankBefore: 1 });
    expect((await call([...explain, pipeline])).stdout).toMatch(
      /^vectorRocchio moved the query: cosine 0\.\d{4} with the old one, \d\.\d{3} times its length$/m,
    );
    expect((await call([...explain, 'dense'])).stderr).toContain('there is no feedback in dense');
  });

  it('is counted and verified with what was encoded', async () => {
    const { stdout } = await call(['stats', '--index', index, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ documents: 5, encoded: ['dense by minilm'] });
    expect((await call(['stats', '--index', index])).stdout).toMatch(/^encoded +dense by minilm$/m);
    expect(await call(['verify', '--index', index, '--json'])).toEqual({
      code: 0,
      stdout: `${JSON.stringify({ index, intact: true })}\n`,
      stderr: '',
    });
  });

  it('gives hits of a stage without a fitting search before it no feedback, and says what to put there', async () => {
    for (const [pipeline, fault] of [
      ['bm25 >> vectorAverage >> dense', /learns from vectors, .*: search with dense first\n/],
      ['dense >> rm3 >> bm25', /learns from terms, .*: search with bm25 or impact first\n/],
    ] as const) {
      const refused = await search(pipeline);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toMatch(fault);
    }
  });
});

describe('reprise index --with', () => {
  it('refuses what cannot be stored, and combinations that say nothing', async () => {
    for (const [args, fault] of [
      [['--with', 'vectors'], '--with vectors: an index can hold text, terms, vector, impact'],
      [['--with', ''], 'an index can hold text, terms, vector, impact'],
      [['--with', 'text'], '--with text stores nothing without terms: add terms, or leave text out'],
      [['--with', 'text,vector'], '--with text stores nothing without terms'],
      [['--with', 'vector,impact'], 'give one now, and add the other with a second command'],
      [['--with', 'impact'], 'impact has no model of its own: name the folder of one, as in --encoder'],
      [['--with', 'terms,impact', '--replace'], 'impact has no model of its own'],
      [['--encoder', 'minilm'], '--encoder makes nothing without --with vector or --with impact'],
    ] as const) {
      const refused = await make(...args);
      expect({ args, ...refused }).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(fault);
    }
    expect(await found('dense')).toHaveLength(5);
  });

  it('makes texts and terms too where there is no index yet', async () => {
    const fresh = at('fresh.index');
    const made = await call(['index', '--input', input, '--index', fresh, '--with', 'vector', '--json']);
    expect(made).toMatchObject({ code: 0 });
    expect(JSON.parse(made.stdout)).toMatchObject({ documents: 5, indexed: 5, encoder: 'minilm' });
    const stats = await call(['stats', '--index', fresh, '--json']);
    expect(JSON.parse(stats.stdout)).toMatchObject({
      holds: ['terms', 'text'],
      encoded: ['dense by minilm'],
    });
    const none = at('none.index');
    expect(await call(['index', '--input', input, '--index', none, '--with', 'text'])).toMatchObject({
      code: 2,
    });
    expect(existsSync(none)).toBe(false);
  });

  it('adds to an index that is there, and makes nothing twice unasked', async () => {
    const again = await make('--with', 'vector');
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain(
      'already holds what minilm made of its documents: give --replace to make it again',
    );
    const before = readFileSync(join(index, 'sparse', 'CURRENT'));
    const added = await make('--with', 'vector', '--replace', '--json');
    expect(JSON.parse(added.stdout)).toEqual({
      index,
      documents: 5,
      encoder: 'minilm',
      seconds: expect.any(Number),
    });
    expect(added.stderr).toMatch(
      /^indexed 5 documents, encoded by minilm in \d+\.\d s\nsearch them: [^\n]+\n$/,
    );
    expect(readFileSync(join(index, 'sparse', 'CURRENT'))).toEqual(before);
    expect(catalogue()).toEqual([{ kind: 'dense', encoder: 'minilm', folder: 'dense-1' }]);
  });

  it('adds only the documents that the index was made from', async () => {
    const lines = corpus.split('\n');
    for (const [other, fault] of [
      [[...lines, '{"_id":"new","title":"","text":"new"}'], 'the index holds no document "new"'],
      [lines.slice(1), 'the index holds 5 documents, not 4'],
    ] as const) {
      const add = ['index', '--input', '-', '--index', index, '--with', 'vector', '--replace'];
      const refused = await call(add, other.join('\n'));
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain(fault);
    }
    expect(await found('dense')).toHaveLength(5);
  });

  it('keeps what several encoders made, and asks which one is meant', async () => {
    expect(await make('--with', 'vector', '--encoder', model)).toMatchObject({ code: 0, stdout: '' });
    expect(catalogue()).toEqual([
      { kind: 'dense', encoder: 'minilm', folder: 'dense-1' },
      { kind: 'dense', encoder: model, folder: 'dense-2' },
    ]);
    // The same weights under two names.
    expect(await found(`dense(encoder="${model}")`)).toEqual(await found('dense'));
    const unknown = await search('dense(encoder="no model")');
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toContain(`(it has those of minilm, ${model})`);
    expect(unknown.stderr).toMatch(/--with vector --encoder '[^']*no model'\n$/);
    for (const [pipeline, fault] of [
      ['impact', 'impact has no model of its own'],
      [`impact(encoder="${model}")`, `holds no impact documents of ${model}: reprise index`],
    ] as const) {
      const refused = await search(pipeline);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(fault);
    }
  });

  it('names the folder of a model that is not there, before indexing and when searching', async () => {
    const gone = at('gone');
    for (const args of [
      ['--with', 'vector', '--encoder', gone],
      ['--with', 'terms,vector', '--encoder', gone, '--replace'],
      ['--with', 'impact', '--encoder', gone],
    ]) {
      const refused = await make(...args);
      expect({ args, ...refused }).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain(`there is no folder ${gone}`);
    }
    rmSync(model, { recursive: true });
    const refused = await search(`dense(encoder="${model}")`);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(`there is no folder ${model}`);
    expect(await call(['verify', '--index', index])).toMatchObject({ code: 0, stderr: '' });
    expect(await found('dense')).toHaveLength(5);
  });

  it('takes a folder without modules.json where the form of its model stands behind it', async () => {
    const bare = at('bare#model');
    makeModelFolder(bare);
    rmSync(join(bare, 'modules.json'));
    const place = at('formed.index');
    const make = (...args: string[]): Promise<Outcome> =>
      call(['index', '--input', input, '--index', place, ...args]);
    const refused = await make('--with', 'terms,vector', '--encoder', bare);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(`${bare} has no modules.json`);
    expect(refused.stderr).toMatch(
      /behind the folder, as in --encoder .*bare#model#ance'?: ance, tctColbert,.* gte\n$/,
    );
    expect(existsSync(place)).toBe(false);

    const formed = `${bare}#miniLm`;
    expect(await make('--with', 'terms,vector', '--encoder', formed)).toMatchObject({ code: 0 });
    const search = ['search', '--index', place, '--query', 'heart', '--json', '--pipeline'];
    const { stdout } = await call([...search, `dense(encoder="${formed}")`]);
    const ids = JSON.parse(stdout).hits.map(({ id }: { readonly id: string }) => id);
    expect(ids).toEqual(await found('dense'));
    const impact = await make('--with', 'impact', '--encoder', formed);
    expect(impact).toMatchObject({ code: 2, stdout: '' });
    expect(impact.stderr).toContain('is no model for impact: behind the # may stand splade, uniCoil');
    const kindless = await make('--with', 'impact', '--encoder', bare);
    expect(kindless).toMatchObject({ code: 1, stdout: '' });
    expect(kindless.stderr).toMatch(/does not say what kind of sparse encoder .*#splade'?: splade, uniCoil/);
    expect(await call(['verify', '--index', place])).toMatchObject({ code: 0, stderr: '' });
  });

  it('takes away with the old documents all that was encoded of them', async () => {
    const other = at('other.jsonl');
    writeFileSync(other, '{"_id":"other","title":"","text":"the heart of another"}');
    const replace = ['index', '--input', other, '--index', index, '--replace'];
    expect(await call(replace)).toMatchObject({ code: 0 });
    expect(readdirSync(index).sort()).toEqual(['encoders.json', 'sparse']);
    expect(await found('bm25')).toEqual(['other']);
    const refused = await search('dense');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(
      `holds no dense documents of minilm: reprise index --input FOLDER --index`,
    );

    expect(await call([...replace, '--with', 'terms,vector'])).toMatchObject({ code: 0 });
    expect(await found('dense')).toEqual(['other']);
    const listed = await search('dense');
    expect(listed.stdout).toMatch(/^ {2}1 {2}0\.\d{4} {2}other\n$/);
    expect(readdirSync(index).sort()).toEqual(['dense-1', 'encoders.json', 'sparse']);
  });
});

describe.skipIf(!hasSplade)(
  `impacts of a learned sparse model${hasSplade ? '' : ' (skipped: no shared models)'}`,
  () => {
    it('are added, searched, fed back within their own vocabulary, and never mixed with that of an analyzer', async () => {
      expect(await make('--with', 'text,terms,impact', '--encoder', spladeFolder, '--replace')).toMatchObject(
        {
          code: 0,
        },
      );
      for (const pipeline of [
        'impact',
        `impact(encoder="${spladeFolder}")`,
        'impact >> rm3(documents=2, pattern=false, maxDocumentFrequency=1) >> impact',
        'fuse(rrf, bm25, impact) >> rm3(documents=2, maxDocumentFrequency=1) >> bm25',
      ]) {
        expect((await found(pipeline)).slice(0, 2), pipeline).toContain('heart');
      }
      for (const pipeline of ['bm25 >> rm3 >> impact', 'impact >> rm3 >> bm25']) {
        const refused = await search(pipeline);
        expect(refused).toMatchObject({ code: 2, stdout: '' });
        expect(refused.stderr).toMatch(
          /the query holds the terms of .* here .*: search both in branches of a fuse\n/,
        );
      }
      expect(await make('--with', 'vector')).toMatchObject({ code: 0 });
      expect(await call(['verify', '--index', index])).toMatchObject({ code: 0 });
      const { stdout } = await call(['stats', '--index', index, '--json']);
      expect(JSON.parse(stdout).encoded).toEqual([`impact by ${spladeFolder}`, 'dense by minilm']);
      expect(await found('fuse(rrf, bm25, impact, dense)')).toHaveLength(5);
    });
  },
);

describe('reprise experiment --collection', () => {
  it('makes the vectors that its pipelines need once, and reuses them', async () => {
    const collection = at('collection');
    mkdirSync(join(collection, 'qrels'), { recursive: true });
    writeFileSync(join(collection, 'corpus.jsonl'), corpus);
    writeFileSync(join(collection, 'queries.jsonl'), '{"_id":"q","text":"cardiac trouble"}');
    writeFileSync(join(collection, 'qrels', 'test.tsv'), 'query-id\tcorpus-id\tscore\nq\tpulse\t1\n');
    const place = at('collection.index');
    const run = (pipeline: string): Promise<Outcome> =>
      call([
        'experiment',
        '--collection',
        collection,
        '--index',
        place,
        '--pipeline',
        'bm25',
        '--pipeline',
        pipeline,
        '--measures',
        'R@3',
        '--json',
      ]);
    expect(await run('bm25 >> rm3 >> bm25')).toMatchObject({ code: 0 });
    expect(readdirSync(place)).toEqual(['sparse']);
    const first = await run('dense >> vectorAverage(documents=1) >> dense');
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
    expect(readdirSync(place).sort()).toEqual(['dense-1', 'encoders.json', 'sparse']);
    const [bm25, dense] = JSON.parse(first.stdout).systems;
    expect(bm25.results[0].mean).toBe(0);
    expect(dense.results[0].mean).toBe(1);
    const current = join(place, 'dense-1', 'CURRENT');
    const [bytes, generations] = [readFileSync(current), readdirSync(join(place, 'dense-1'))];
    expect(await run('dense')).toMatchObject({ code: 0, stderr: '' });
    expect([readFileSync(current), readdirSync(join(place, 'dense-1'))]).toEqual([bytes, generations]);
    expect(await run('impact')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('impact has no model of its own'),
    });
  });
});
