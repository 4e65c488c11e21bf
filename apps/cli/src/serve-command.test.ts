import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type DemoClient, demoClient, type SearchAnswer } from '@reprise/demo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, call, sample } from './main.test-support.js';

const execute = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'reprise-serve-'));
const index = join(folder, 'sample.index');
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A server in a process of its own, as users have it. */
interface Served {
  readonly client: DemoClient;
  readonly url: string;
  readonly stop: (signal: NodeJS.Signals) => Promise<{ readonly code: number; readonly stderr: string }>;
}

async function serveIndex(...options: readonly string[]): Promise<Served> {
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') };
  const child = spawn('node', [bin, 'serve', '--index', index, '--port', '0', ...options], { env });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = once(child, 'exit');
  const [url] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string];
  if (!String(url).startsWith('http')) throw new Error(`the server did not start: ${stderr}`);
  return {
    client: demoClient(url),
    url,
    stop: async (signal) => {
      child.kill(signal);
      const [code] = (await ended) as [number];
      return { code, stderr };
    },
  };
}

const isHeld = (answer: SearchAnswer): boolean => answer.hits.length > 0;

beforeAll(async () => {
  for (const parts of ['text,terms,vector', 'tokens', 'features']) {
    const { code, stderr } = await call(['index', '--input', sample, '--index', index, '--with', parts]);
    if (code !== 0) throw new Error(stderr);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('reprise serve, on an index of everything', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serveIndex('--collection', sample);
  });
  afterAll(async () => {
    await served.stop('SIGTERM');
  });

  it('offers what the index can run, each word with a sentence, and pipelines worth comparing', async () => {
    const about = await served.client.about();
    expect([about.name, about.documents, about.judged.length]).toEqual(['sample', 270, 40]);
    const offered = about.stages.map(({ word }) => word);
    for (const word of ['bm25', 'dense', 'colbert', 'rm3', 'vectorAverage', 'colbertPrf', 'promptPrf'])
      expect(offered).toContain(word);
    for (const word of ['rerank', 'impact', 'ancePrf', 'lol', 'grf', 'slidingWindows'])
      expect(offered).not.toContain(word);
    for (const { says, word } of about.stages) {
      expect(says, word).toMatch(/^[A-Z].*\.$/);
      expect(says, `${word} has a sentence of its own`).not.toMatch(
        /^(Finds documents for a|Learns from the first results and writes)/,
      );
    }
    expect(about.presets.length).toBeGreaterThanOrEqual(8);
    expect(about.languageModel).toBeUndefined();
  });

  it('runs every preset, tells what feedback did, and gives a program that does the same', async () => {
    const { presets } = await served.client.about();
    const programs = mkdtempSync(join(folder, 'programs-'));
    writeFileSync(join(programs, 'package.json'), '{"type":"module"}');
    for (const [i, { pipeline }] of presets.entries()) {
      const answer = await served.client.search({ query: "how to get rid of 'slugs'", pipeline, k: 5 });
      expect(isHeld(answer), pipeline).toBe(true);
      expect(answer.feedback.length > 0, pipeline).toBe(/rm3|Prf|vector/.test(pipeline));
      expect(answer.pipeline).toBe(pipeline);
      writeFileSync(join(programs, `program-${i}.ts`), answer.program);
    }
    // They compile against the packages, as a reader's would.
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        paths: { '@reprise/*': [join(root, 'packages/*/src/index.ts'), join(root, 'apps/*/src/index.ts')] },
        typeRoots: [join(root, 'node_modules/@types')],
      },
      include: [join(programs, '*.ts')],
      exclude: [],
    };
    writeFileSync(join(programs, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const faults = await execute('node', [tsc, '--noEmit', '-p', programs]).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
    expect(faults.split('\n').filter((line) => /program-\d/.test(line))).toEqual([]);
  });

  it('gives a program that finds the same hits when it is run', async () => {
    const pipeline = 'fuse(rrf(k=20), bm25 >> rm3(terms=5) >> bm25, dense >> vectorAverage >> dense)';
    const answer = await served.client.search({ query: 'bread does not rise', pipeline, k: 5 });
    // Beside the packages, so that they are found; nothing in it is TypeScript alone.
    const place = fileURLToPath(new URL('../.test-results', import.meta.url));
    mkdirSync(place, { recursive: true });
    const file = join(place, 'served-program.mjs');
    writeFileSync(file, answer.program);
    const { stdout } = await execute('node', [file], { cwd: folder });
    rmSync(file);
    expect(stdout.trim().split('\n')).toEqual(
      answer.hits.map(({ id, score }) => `${score.toFixed(4)} ${id}`),
    );
  });

  it('gives a command that finds the same hits', async () => {
    const answer = await served.client.search({ query: 'bread', pipeline: 'bm25>>rm3>>bm25', k: 4 });
    expect(answer.command).toBe(
      "reprise search --index sample.index --query bread --pipeline 'bm25 >> rm3 >> bm25' --hits 4",
    );
    const args = [
      'search',
      '--index',
      index,
      '--query',
      'bread',
      '--pipeline',
      answer.pipeline,
      '--hits',
      '4',
      '--json',
    ];
    const { hits } = JSON.parse((await call(args)).stdout) as SearchAnswer;
    expect(hits.map(({ id }) => id)).toEqual(answer.hits.map(({ id }) => id));
  });

  it('tells of terms with their shares, and marks them in the texts', async () => {
    const answer = await served.client.search({
      query: 'getting rid of slugs',
      pipeline: 'bm25 >> rm3 >> bm25',
    });
    const [terms] = answer.feedback;
    if (terms?.kind !== 'terms') throw new Error('no terms');
    const sum = (of: 'before' | 'after'): number =>
      terms.terms.reduce((total, one) => total + (one[of] ?? 0), 0);
    expect(sum('before')).toBeCloseTo(1, 5);
    expect(sum('after')).toBeCloseTo(1, 5);
    expect(terms.positive).toHaveLength(10);
    const parts = answer.hits.flatMap(({ snippet }) => snippet);
    // By what the analyzer makes of a word: "slug" for "slugs".
    expect(parts.filter(({ mark }) => mark === 'query').map(({ text }) => text.toLowerCase())).toContain(
      'slug',
    );
    expect(parts.some(({ mark }) => mark === 'added')).toBe(true);
    expect(answer.steps.map(({ stage }) => stage)).toEqual(['bm25', 'rm3', 'bm25']);
  });

  it('shows how a vector moved among its documents', async () => {
    const { feedback } = await served.client.search({
      query: 'slugs',
      pipeline: 'dense >> vectorAverage >> dense',
    });
    const [vector] = feedback;
    if (vector?.kind !== 'vector') throw new Error('no vector');
    expect(vector.cosine).toBeGreaterThan(0.5);
    expect(vector.kept).toBeGreaterThan(0);
    expect(vector.kept).toBeLessThanOrEqual(1);
    expect(vector.points.slice(0, 2).map(({ role }) => role)).toEqual(['query before', 'query after']);
    expect(vector.points.filter(({ role }) => role === 'learnt from')).toHaveLength(3);
    expect(vector.points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
  });

  it('names the words that token rows stand for, and the features that were read', async () => {
    const byTokens = await served.client.search({
      query: 'slugs',
      pipeline: 'colbert >> colbertPrf >> colbert',
    });
    const [tokens] = byTokens.feedback;
    if (tokens?.kind !== 'tokens') throw new Error('no tokens');
    expect(tokens.tokens.length).toBeGreaterThan(0);
    expect(tokens.tokens[0]?.from[0]?.passage).not.toBe('');
    expect(JSON.stringify(tokens)).not.toMatch(/\[CLS\]|\[SEP\]/);
    const byFeatures = await served.client.search({
      query: 'slugs',
      pipeline: 'dense >> promptPrf >> dense',
    });
    const [features, moved] = byFeatures.feedback;
    if (features?.kind !== 'text') throw new Error('no features');
    expect(features.features.map(({ feature }) => feature)).toEqual(['keywords', 'keywords', 'keywords']);
    expect(features.maker).toMatch(/^without a language model/);
    expect(moved?.kind).toBe('vector');
  });

  it('learns from judgements given by hand, with every kind of strategy', async () => {
    const given = [
      { id: 'garden-007', grade: 2 },
      { id: 'sky-013', grade: 0 },
    ];
    const pipelines = [
      'bm25 >> rocchio(gamma=0.5) >> bm25',
      'bm25 >> rm3 >> bm25',
      'dense >> vectorRocchio(gamma=0.2) >> dense',
      'colbert >> colbertPrf >> colbert',
      'dense >> promptPrf >> dense',
    ];
    for (const pipeline of pipelines) {
      const answer = await served.client.search({ query: 'slugs', pipeline, given });
      const [feedback] = answer.feedback;
      expect(feedback?.positive, pipeline).toEqual([{ id: 'garden-007', grade: 2 }]);
      expect(answer.program).toContain('given(judgements)');
      expect(answer.command).toBeUndefined();
    }
    const none = await served.client.search({ query: 'slugs', pipeline: 'bm25 >> rm3 >> bm25', given: [] });
    expect(none.feedback[0]?.positive.length).toBeGreaterThan(1);
    const unknown = served.client.search({
      query: 'slugs',
      pipeline: 'bm25 >> rm3 >> bm25',
      given: [{ id: '__proto__', grade: 1 }],
    });
    await expect(unknown).rejects.toMatchObject({ code: 'UNKNOWN_DOCUMENT', status: 404 });
  });

  it('says truly of every strategy whether it heeds what was rejected', async () => {
    const { stages } = await served.client.about();
    const searchFor = (on: string): string =>
      stages.find((stage) => stage.does === 'search' && (stage.on === on || on === 'features'))?.word ?? '';
    const heeding: string[] = [];
    for (const { word, on } of stages.filter(({ does }) => does === 'feedback')) {
      const pipeline = `${searchFor(on)} >> ${word} >> ${searchFor(on)}`;
      const learn = async (...rejected: readonly string[]) => {
        const given = ['garden-007', ...rejected].map((id, i) => ({ id, grade: 1 - i }));
        const { feedback, hits } = await served.client.search({ query: 'slugs', pipeline, given });
        const told = feedback.map(({ negative, ...answer }) => answer);
        return { told: JSON.stringify([told, hits]), heeds: feedback[0]?.heedsNegative };
      };
      const [without, rejecting] = [await learn(), await learn('garden-009')];
      expect(rejecting.heeds, word).toBe(rejecting.told !== without.told);
      if (rejecting.heeds) heeding.push(word);
    }
    expect(heeding).toEqual(['vectorRocchio', 'rocchio']);
    const [deaf] = (
      await served.client.search({ query: 'slugs', pipeline: 'bm25 >> rocchio(gamma=0) >> bm25' })
    ).feedback;
    expect(deaf?.heedsNegative).toBe(false);
  });

  it('measures a judged query and marks what was judged', async () => {
    const { judged, measures } = await served.client.about();
    const [query] = judged;
    if (query === undefined) throw new Error('no judged query');
    const answer = await served.client.search({ query: query.text, pipeline: 'bm25', judgedQuery: query.id });
    expect(Object.keys(answer.measures ?? {})).toEqual(measures);
    expect(answer.hits).toHaveLength(20);
    expect(answer.hits.some(({ grade = 0 }) => grade > 0)).toBe(true);
    const unknown = served.client.search({ query: 'a', pipeline: 'bm25', judgedQuery: 'constructor' });
    await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('evaluates as the command does, and agrees with itself query by query', async () => {
    const [left, right] = ['bm25', 'bm25 >> rm3 >> bm25'] as const;
    const result = await served.client.evaluate({ left, right, measure: 'nDCG@10' });
    const args = ['experiment', '--index', index, '--topics', join(sample, 'queries.jsonl'), '--qrels'];
    const { stdout } = await call([
      ...args,
      join(sample, 'qrels/test.tsv'),
      ...['--pipeline', left, '--pipeline', right, '--measures', 'nDCG@10', '--json'],
    ]);
    const text = stdout.replace(/\s/g, '');
    for (const { mean } of [result.left, result.right]) expect(text).toContain(mean.toString().slice(0, 12));
    expect(result.wins + result.losses + result.ties).toBe(40);
    expect(result.queries).toHaveLength(40);
    const [first] = result.queries;
    const one = await served.client.search({
      query: first?.text ?? '',
      pipeline: right,
      judgedQuery: first?.id ?? '',
    });
    expect(one.measures?.['nDCG@10']).toBe(first?.right);
    const unknown = served.client.evaluate({ left, right, measure: 'nothing' });
    await expect(unknown).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });

  it('shows a document with its features', async () => {
    const document = await served.client.document('garden-007');
    expect(document.text).not.toBe('');
    expect(Object.keys(document.features)).toContain('keywords');
    await expect(served.client.document('nothing')).rejects.toMatchObject({ status: 404 });
  });

  it.each([
    ['a word that is none', 'bm25 >> rm33 >> bm25', 8],
    ['a stage without a search behind it', 'bm25 >> rm3', 8],
    ['more hits than a thousand', 'bm25(k=1001)', 5],
    ['more documents than a thousand', 'bm25 >> rm3(documents=1001) >> bm25', 12],
    ['numbers without measure', 'colbert >> colbertPrf(clusters=1000000000) >> colbert', 22],
    ['a model by its path', 'bm25 >> rerank(model="/etc/passwd")', 8],
    ['a model within a fusion', 'fuse(rrf, bm25, dense >> lol(model="/etc") >> dense)', 25],
    ['an encoder by its path', 'dense(encoder="/etc")', 0],
    ['a language model by its address', 'bm25 >> grf(url="http://127.0.0.1:1", llm=a) >> bm25', 8],
    ['a pattern that never ends', 'bm25 >> rm3(pattern="(a+)+$") >> bm25', 12],
    ['a feature that nobody made', 'bm25 >> promptPrf(features=nothing) >> bm25', 8],
    ['more stages than anybody needs', Array(13).fill('bm25 >> rm3').join(' >> '), undefined],
    ['brackets without end', '('.repeat(500), 0],
  ])('refuses %s, and says where it stands', async (_, pipeline, at) => {
    const error = await served.client.search({ query: 'slugs', pipeline }).catch((one: unknown) => one);
    expect(error).toMatchObject({ code: 'INVALID_OPTION', status: 400, ...(at !== undefined && { at }) });
    expect((error as Error).message).not.toMatch(/\/etc|\n|tmp/);
  });

  it('names what this index can run, and nothing else, where a pipeline asks for another word', async () => {
    for (const word of ['lol', 'rm33']) {
      const error = await served.client
        .search({ query: 'slugs', pipeline: `bm25 >> ${word} >> bm25` })
        .catch((one: unknown) => one);
      const [, words = ''] = /(?:it|this index) can run (.*)$/.exec((error as Error).message) ?? [];
      expect(words.split(', ')).toEqual((await served.client.about()).stages.map((stage) => stage.word));
    }
  });

  it('never sends a path', async () => {
    const answers = await Promise.all([
      served.client.about(),
      served.client.search({ query: 'slugs', pipeline: 'dense >> promptPrf(features=all) >> dense' }),
      served.client.search({ query: 'slugs', pipeline: 'colbert >> colbertPrf >> colbert' }),
      served.client.document('garden-007'),
    ]);
    for (const answer of answers) expect(JSON.stringify(answer)).not.toContain(folder);
  });

  it('shows hostile queries as what they are', async () => {
    for (const query of [
      '<img src=x onerror=alert(1)>',
      '\u202etxet',
      '\u0000',
      'the of and',
      '😀',
      "'; --",
      '"',
    ])
      expect((await served.client.search({ query, pipeline: 'bm25 >> rm3 >> bm25' })).steps.length).toBe(3);
  });
});

describe('reprise serve, with a language model', () => {
  it('offers what asks it, by its name, and tells nobody where it is', async () => {
    const model = createServer((request, response) => {
      request.resume();
      const message = { role: 'assistant', content: 'Copper bands and nematodes keep gastropods away.' };
      const answer = { choices: [{ index: 0, message, finish_reason: 'stop' }], usage: {} };
      request.on('end', () =>
        response.setHeader('content-type', 'application/json').end(JSON.stringify(answer)),
      );
    });
    model.listen(0, '127.0.0.1');
    await once(model, 'listening');
    const { port } = model.address() as AddressInfo;
    const served = await serveIndex('--url', `http://127.0.0.1:${port}/v1`, '--llm', 'small');
    const { languageModel, stages, judged, measures } = await served.client.about();
    expect([languageModel, judged, measures]).toEqual(['small', [], []]);
    const grf = stages.find(({ word }) => word === 'grf');
    expect(grf?.options.map(({ name }) => name)).not.toContain('url');
    for (const limit of ['timeout', 'threads']) {
      expect(grf?.options.map(({ name }) => name)).not.toContain(limit);
      const limited = served.client.search({ query: 'slugs', pipeline: `bm25 >> grf(${limit}=1) >> bm25` });
      await expect(limited).rejects.toMatchObject({ code: 'INVALID_OPTION', status: 400 });
    }
    const pipeline = 'bm25 >> grf(features=summary) >> bm25';
    const answer = await served.client.search({ query: 'slugs', pipeline });
    const [terms] = answer.feedback;
    if (terms?.kind !== 'terms') throw new Error('no terms');
    expect(terms.terms.map(({ term }) => term)).toContain('nematod');
    expect(answer.pipeline).toBe(pipeline);
    model.close();
    model.closeAllConnections();
    const gone = await served.client.search({ query: 'bread', pipeline }).catch((error: unknown) => error);
    expect(gone).toMatchObject({ status: 500, code: 'INTERNAL' });
    expect(JSON.stringify([answer, (gone as Error).message])).not.toContain(String(port));
    await served.stop('SIGTERM');
  });
});

describe('reprise serve, stopping', () => {
  it('ends by Ctrl-C with 130, also in the middle of work', async () => {
    const { client, stop } = await serveIndex('--collection', sample);
    const working = client
      .evaluate({ left: 'colbert >> colbertPrf >> colbert', right: 'dense', measure: 'AP' })
      .catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { code, stderr } = await stop('SIGINT');
    expect(code).toBe(130);
    expect(stderr).toContain('open this address');
    await working;
  });
});

describe('reprise serve, refusing', () => {
  const bad = (...options: readonly string[]) => call(['serve', '--index', index, ...options]);

  it.each([
    ['a port that is none', ['--port', '70000'], 'from 0 to 65535'],
    ['topics without judgements', ['--topics', 'a.tsv'], '--topics FILE and --qrels FILE together'],
    ['a collection and topics', ['--collection', sample, '--topics', 'a'], 'leave out --topics'],
    ['an address without a model', ['--url', 'http://127.0.0.1:1'], '--llm NAME'],
  ])('names %s', async (_, options, said) => {
    const { code, stderr } = await bad(...options);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  it('names an index that is not there', async () => {
    const { code, stderr } = await call(['serve', '--index', join(folder, 'nowhere')]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('make one with reprise index')]);
  });
});
