import {
  cpSync,
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
import { openCrossEncoder } from '@reprise/encoders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus, documents, makeModelFolder, modelFolder } from './encoded-index.test-support.js';
import { call, type Outcome } from './main.test-support.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-texts-'));
const at = (...names: string[]): string => join(folder, ...names);
const [index, input, model] = [at('notes.index'), at('corpus.jsonl'), at('model')];

const run = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await call(args);
  expect({ args, code, stderr }).toMatchObject({ args, code: 0 });
  return stdout;
};
const search = (pipeline: string, place: string = index): Promise<Outcome> =>
  call(['search', '--index', place, '--query', 'heart', '--pipeline', pipeline, '--json']);
const found = async (
  pipeline: string,
): Promise<readonly { readonly id: string; readonly score: number }[]> => {
  const { code, stdout, stderr } = await search(pipeline);
  expect({ pipeline, code, stderr }).toEqual({ pipeline, code: 0, stderr: '' });
  return JSON.parse(stdout).hits;
};
const idsOf = async (pipeline: string): Promise<readonly string[]> =>
  (await found(pipeline)).map(({ id }) => id);

beforeAll(async () => {
  writeFileSync(input, corpus);
  makeModelFolder(model);
  const made = await run(
    'index',
    '--input',
    input,
    '--index',
    index,
    '--with',
    'text,terms,vector,features',
    '--json',
  );
  expect(JSON.parse(made)).toMatchObject({ documents: 5, encoder: 'minilm', features: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('feedback by text', () => {
  it('searches with the documents behind the query, and explains how the new text begins', async () => {
    const pipeline = 'bm25 >> concatenate(documents=1) >> bm25';
    expect(await idsOf('bm25')).toEqual(['heart', 'attack']);
    // Every document but one shares a word with the text of the first.
    expect((await idsOf(pipeline)).slice(0, 2)).toEqual(['heart', 'attack']);
    const explain = ['explain', '--index', index, '--query', 'heart', '--pipeline', pipeline];
    const report = JSON.parse(await run(...explain, '--json'));
    const text = 'heart Heart the heart pumps blood through the body';
    expect(report).toMatchObject({ query: 'heart', feedback: [{ stage: 'concatenate', terms: [], text }] });
    expect(await run(...explain)).toContain(
      `concatenate rewrote the text, ${text.length} characters now: ${text}\n`,
    );
  });

  it('lets a query encoder read them in the space of the vectors', async () => {
    for (const word of ['ancePrf', 'lol']) {
      const ids = await idsOf(
        `dense >> ${word}(model="${model}", documents=2, first=32, others=48) >> dense`,
      );
      expect([...ids.slice(0, 3)].sort(), word).toEqual(['attack', 'heart', 'pulse']);
    }
    const explain = ['explain', '--index', index, '--query', 'heart', '--pipeline'];
    expect(await run(...explain, `dense >> ancePrf(model="${model}") >> dense`)).toMatch(
      /^ancePrf moved the query: cosine 0\.\d{4}/m,
    );
  });

  it('is refused with what to do where a model cannot be opened', async () => {
    const bare = at('bare');
    makeModelFolder(bare);
    rmSync(join(bare, 'modules.json'));
    for (const [pipeline, code, fault] of [
      ['bm25 >> rerank(model="none")', 1, /there is no folder none/],
      [`bm25 >> rerank(model="${model}")`, 1, /which no cross-encoder here has: open it with openEncoder/],
      [
        `dense >> ancePrf(model="${bare}") >> dense`,
        1,
        /behind the folder, as in model=".*bare#ancePrf": ance, ancePrf/,
      ],
      [`dense >> lol(model="${model}", least=0) >> dense`, 2, /least is 0/],
      [`bm25 >> lol(model="${model}") >> dense`, 2, /search with dense first/],
    ] as const) {
      const refused = await search(pipeline);
      expect({ pipeline, ...refused }).toMatchObject({ code, stdout: '' });
      expect(refused.stderr).toMatch(fault);
    }
    const formed = await idsOf(`dense >> ancePrf(model="${bare}#miniLm", documents=2) >> dense`);
    expect(formed).toEqual(await idsOf(`dense >> ancePrf(model="${model}", documents=2) >> dense`));
  });

  it('asks for texts where an index has none, by the command that stores them', async () => {
    const textless = at('textless.index');
    await run('index', '--input', input, '--index', textless, '--with', 'terms');
    for (const pipeline of ['bm25 >> concatenate >> bm25', 'bm25 >> rerank(model="none")']) {
      const refused = await search(pipeline, textless);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toMatch(
        /holds no texts of its documents: reprise index .* --with text,terms --replace\n$/,
      );
    }
  });
});

describe('features', () => {
  it('are put into queries of both kinds of index', async () => {
    const dense = await idsOf('dense >> promptPrf(documents=2, features="keywords,summary") >> dense');
    expect([...dense.slice(0, 3)].sort()).toEqual(['attack', 'heart', 'pulse']);
    expect(
      [...(await idsOf('bm25 >> promptPrf(documents=2, weight=0.3, joined=together) >> bm25'))].sort(),
    ).toEqual(['attack', 'heart']);
    const explain = ['explain', '--index', index, '--query', 'heart', '--pipeline'];
    expect(await run(...explain, 'bm25 >> promptPrf >> bm25')).toMatch(/^ {2}blood .* added$/m);
    const refused = await search('bm25 >> promptPrf(features=facts) >> bm25');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('has the feature facts; features it has: ');
  });

  it('are counted, verified, and named where they are damaged', async () => {
    const stats = JSON.parse(await run('stats', '--index', index, '--json'));
    expect(stats.features).toEqual(expect.arrayContaining(['keywords', 'summary']));
    expect(await run('stats', '--index', index)).toMatch(/^features +(entities, )?keywords, summary$/m);
    await run('verify', '--index', index);
    const store = join(index, 'features');
    const files = readdirSync(store, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files).toHaveLength(3);
    for (const file of files) {
      const whole = readFileSync(file);
      for (const place of Array.from({ length: 20 }, (_, i) => Math.floor((i * whole.length) / 20))) {
        const flipped = Buffer.from(whole);
        flipped[place]! ^= 1 << (place % 8);
        for (const damaged of [flipped, whole.subarray(0, place)]) {
          writeFileSync(file, damaged);
          const verified = await call(['verify', '--index', index]);
          expect({ file, place, ...verified }).toMatchObject({ code: 1, stdout: '' });
          expect(verified.stderr).toContain(store);
        }
      }
      writeFileSync(file, whole);
    }
    await run('verify', '--index', index);
  });

  it('are added to an index of the same documents, not made twice unasked, and go with the documents', async () => {
    const place = at('later.index');
    const add = ['index', '--input', input, '--index', place];
    await run(...add);
    const asked = await search('bm25 >> promptPrf >> bm25', place);
    expect(asked).toMatchObject({ code: 2, stdout: '' });
    expect(asked.stderr).toMatch(/holds no features of its documents: reprise index .* --with features\n$/);
    const made = await call([...add, '--with', 'features']);
    expect(made).toMatchObject({ code: 0, stdout: '' });
    expect(made.stderr).toMatch(/^indexed 5 documents, with features in /);
    expect(await call([...add, '--with', 'features'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('already holds features of its documents: give --replace'),
    });
    await run(...add, '--with', 'features', '--replace');
    const other = await call(
      ['index', '--input', '-', '--index', place, '--with', 'features', '--replace'],
      '{"_id":"new","text":"new"}',
    );
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('is not what') });
    expect(await call([...add, '--with', 'vector,features'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('give one now, and add the other with a second command'),
    });
    await run('verify', '--index', place);
    // As a replacement leaves them that is killed in the middle: gone, and made again by the same command.
    rmSync(join(place, 'features', 'CURRENT'));
    expect(JSON.parse(await run('stats', '--index', place, '--json')).features).toEqual([]);
    await run('verify', '--index', place);
    await run(...add, '--with', 'features');
    expect(JSON.parse(await run('stats', '--index', place, '--json')).features).toContain('keywords');
    const one = at('one.index');
    const text = '{"_id":"heart","title":"","text":"another heart"}';
    const lone = await call(['index', '--input', '-', '--index', one, '--with', 'terms,features'], text);
    expect(lone).toMatchObject({ code: 0 });
    rmSync(join(place, 'features'), { recursive: true });
    cpSync(join(one, 'features'), join(place, 'features'), { recursive: true });
    const verified = await call(['verify', '--index', place]);
    expect(verified).toMatchObject({ code: 1, stdout: '' });
    expect(verified.stderr).toMatch(
      /holds features of 1 documents, and .* holds 5: make them again with reprise index/,
    );
    await run(...add, '--replace');
    expect(readdirSync(place)).toEqual(['sparse']);
  });
});

describe('reprise experiment --collection', () => {
  it('adds texts and features to its index where a pipeline needs them, and keeps what was encoded', async () => {
    const collection = at('collection');
    mkdirSync(join(collection, 'qrels'), { recursive: true });
    writeFileSync(join(collection, 'corpus.jsonl'), corpus);
    writeFileSync(join(collection, 'queries.jsonl'), '{"_id":"q","text":"heart"}');
    writeFileSync(join(collection, 'qrels', 'test.tsv'), 'query-id\tcorpus-id\tscore\nq\theart\t1\n');
    const place = at('collection.index');
    const experiment = (...pipelines: string[]): Promise<string> =>
      run(
        ...['experiment', '--collection', collection, '--index', place, '--measures', 'R@5', '--json'],
        ...pipelines.flatMap((pipeline) => ['--pipeline', pipeline]),
      );
    const holds = async (): Promise<unknown> =>
      JSON.parse(await run('stats', '--index', place, '--json')).holds;
    await experiment('bm25', 'dense >> vectorAverage >> dense');
    expect(await holds()).toEqual(['terms']);
    const current = readFileSync(join(place, 'dense-1', 'CURRENT'));
    const { systems } = JSON.parse(
      await experiment('bm25', 'bm25 >> concatenate >> bm25', `dense >> ancePrf(model="${model}") >> dense`),
    );
    expect(systems.map(({ results: [first] }: { results: { mean: number }[] }) => first?.mean)).toEqual([
      1, 1, 1,
    ]);
    expect(await holds()).toEqual(['terms', 'text']);
    expect(existsSync(join(place, 'features'))).toBe(false);
    await experiment('bm25', 'bm25 >> promptPrf >> bm25');
    expect(readdirSync(place).sort()).toEqual(['dense-1', 'encoders.json', 'features', 'sparse']);
    expect(await holds()).toEqual(['terms', 'text']);
    expect(readFileSync(join(place, 'dense-1', 'CURRENT'))).toEqual(current);
    await run('verify', '--index', place);

    const other = at('other.jsonl');
    writeFileSync(other, '{"_id":"other","title":"","text":"another"}');
    await run('index', '--input', other, '--index', at('other.index'), '--with', 'terms');
    const refused = await call([
      ...[
        'experiment',
        '--collection',
        collection,
        '--index',
        at('other.index'),
        '--pipeline',
        'bm25 >> concatenate >> bm25',
      ],
    ]);
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('is not what') });
  });
});

const models = {
  rerank: modelFolder('ce-minilm-nfcorpus'),
  ancePrf: modelFolder('prf-minilm-nfcorpus'),
  lol: modelFolder('lol-minilm-nfcorpus'),
};
const available = Object.values(models).every((path) => existsSync(path));

describe.skipIf(!available)(`models of their own${available ? '' : ' (skipped: no shared models)'}`, () => {
  it('re-rank as the package does, and take part in every step of a pipeline', async () => {
    const crossEncoder = await openCrossEncoder(models.rerank, { activation: 'identity' });
    const [scores] = await crossEncoder.score([
      {
        query: { id: 'q', text: 'heart' },
        documents: documents.map(({ _id, title, text }) => ({ id: _id, text: `${title} ${text}`.trim() })),
      },
    ]);
    await crossEncoder.close();
    const expected = new Map(documents.map(({ _id }, i) => [_id, scores?.[i]]));
    const rerank = `rerank(model="${models.rerank}", activation=identity, truncation=document)`;
    const hits = await found(`dense >> ${rerank}`);
    expect(hits).toHaveLength(5);
    for (const { id, score } of hits) expect(score, id).toBeCloseTo(expected.get(id) as number, 4);
    expect(await found(`bm25(k=100) >> ${rerank} >> concatenate(documents=1) >> ${rerank}`)).toHaveLength(2);
    const short = `rerank(model="${models.rerank}", maxTokens=64, queryMaxTokens=32, depth=3)`;
    expect(await found(`dense >> concatenate(documents=2) >> ${short}`)).toHaveLength(3);
    const refused = await search(`bm25 >> rerank(model="${models.rerank}", activation=loud)`);
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('activation is') });
  });

  it('write queries from hits as they were trained to', async () => {
    const forms = {
      ancePrf: 'first=32, others=80, least=10',
      lol: 'first=32, others=48, least=10, tokenType=1',
    };
    for (const [word, form] of Object.entries(forms)) {
      const stage = `${word}(model="${models[word as 'ancePrf' | 'lol']}", documents=3, ${form})`;
      const ids = await idsOf(`dense >> ${stage} >> dense`);
      expect(ids, word).toHaveLength(5);
      expect([...ids.slice(0, 3)].sort(), word).toEqual(['attack', 'heart', 'pulse']);
      expect(
        (await idsOf(`fuse(interpolate, bm25, dense) >> ${stage} >> rescore(dense)`)).slice(0, 3),
      ).toContain('heart');
    }
  });
});
