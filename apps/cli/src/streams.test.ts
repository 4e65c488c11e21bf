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
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, sample } from './main.test-support.js';

// Blanks and a quote in the name: every path of these tests has them.
const folder = mkdtempSync(join(tmpdir(), "reprise it's streams "));
const at = (name: string): string => join(folder, name);
const index = at('sample.index');
const topics = join(sample, 'queries.jsonl');
const qrels = join(sample, 'qrels/test.tsv');
const bytes = (path: string): Buffer => readFileSync(path);

beforeAll(async () => {
  expect(await call(['index', '--input', sample, '--index', index])).toMatchObject({ code: 0, stdout: '' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('standard input', () => {
  it('gives documents, queries, judgements, runs and text, packed or not, with or without a mark', async () => {
    const corpus = bytes(join(sample, 'corpus.jsonl'));
    const mark = Buffer.from('\ufeff');
    for (const input of [corpus, gzipSync(corpus), Buffer.concat([mark, corpus])]) {
      const made = await call(
        ['index', '--input', '-', '--index', at('in.index'), '--replace', '--json'],
        input,
      );
      expect(JSON.parse(made.stdout)).toMatchObject({ documents: 270 });
    }
    const search = ['search', '--index', index, '--hits', '20'];
    const run = await call([...search, '--topics', topics]);
    for (const input of [bytes(topics), gzipSync(bytes(topics)), Buffer.concat([mark, bytes(topics)])]) {
      expect(await call([...search, '--topics', '-', '--output', '-'], input)).toEqual(run);
    }
    writeFileSync(at('a.run'), run.stdout);
    const evaluated = await call(['eval', qrels, at('a.run')]);
    expect(evaluated).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^runid {17}\tall\treprise\n/),
    });
    expect(await call(['eval', qrels, '-'], gzipSync(run.stdout))).toEqual(evaluated);
    expect(await call(['eval', '-', at('a.run')], bytes(qrels))).toEqual(evaluated);
    const experiment = ['experiment', '--index', index, '--pipeline', 'bm25', '--qrels', qrels, '--topics'];
    expect(await call([...experiment, '-'], bytes(topics))).toEqual(await call([...experiment, topics]));
    for (const input of ['\ufeffbeating hearts', gzipSync('beating hearts')]) {
      expect((await call(['analyze', '-'], input)).stdout).toBe('beat\nheart\n');
    }
    expect(await call(['analyze', '-'], Buffer.of(0xff, 0xfe))).toMatchObject({ code: 1, stdout: '' });
  });

  it('cannot give two files at once', async () => {
    expect(await call(['eval', '-', '-'])).toMatchObject({ code: 2, stdout: '' });
    const { code, stderr } = await call([
      'experiment',
      '--index',
      index,
      '--pipeline',
      'bm25',
      '--topics',
      '-',
      '--qrels',
      '-',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('only one file can come from standard input');
  });
});

describe('output', () => {
  it('is packed where its name ends in .gz, and read back', async () => {
    const search = ['search', '--index', index, '--topics', topics];
    await call([...search, '--output', at('packed.run.gz')]);
    const plain = (await call(search)).stdout;
    expect(gunzipSync(bytes(at('packed.run.gz'))).toString()).toBe(plain);
    expect(existsSync(at('packed.run.gz.json'))).toBe(true);
    expect((await call(['eval', qrels, at('packed.run.gz')])).stdout).toContain('map');

    const experiment = [
      'experiment',
      '--index',
      index,
      '--topics',
      topics,
      '--qrels',
      qrels,
      '--pipeline',
      'bm25',
    ];
    await call([...experiment, '--output', at('table.txt.gz')]);
    const table = (await call(experiment)).stdout;
    expect(gunzipSync(bytes(at('table.txt.gz'))).toString()).toBe(table);
  });

  it('of search may be JSON in a file, with the same sidecar as a run has', async () => {
    const search = ['search', '--index', index, '--topics', topics, '--json'];
    expect(await call([...search, '--output', at('hits.jsonl')])).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(at('hits.jsonl'), 'utf8')).toBe((await call(search)).stdout);
    expect(JSON.parse(readFileSync(at('hits.jsonl.json'), 'utf8'))).toMatchObject({ pipeline: 'bm25' });
    expect(await call([...search, '--format', 'trec'])).toMatchObject({ code: 2, stdout: '' });
  });

  it('into a folder that is not there is refused before the work', async () => {
    for (const command of [
      ['search', '--index', at('nowhere'), '--query', 'x'],
      ['experiment', '--collection', at('nowhere'), '--pipeline', 'bm25'],
    ]) {
      const { code, stdout, stderr } = await call([...command, '--output', at('missing/a.run')]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(`there is no folder ${at('missing')}`);
    }
  });

  const full = existsSync('/dev/full');
  it.skipIf(!full)(
    `to a full disk is a failure that says so${full ? '' : ' (skipped: no /dev/full)'}`,
    async () => {
      const experiment = [
        'experiment',
        '--index',
        index,
        '--topics',
        topics,
        '--qrels',
        qrels,
        '--pipeline',
        'bm25',
      ];
      for (const command of [['search', '--index', index, '--topics', topics], experiment]) {
        const { code, stderr } = await call([...command, '--output', '/dev/full']);
        expect(code).toBe(1);
        expect(stderr).toBe(
          'reprise: /dev/full could not be written: the disk is full: free some space and try again\n',
        );
      }
      expect(readdirSync('/dev').filter((name) => name.startsWith('full'))).toEqual(['full']);
    },
  );
});

describe('a path', () => {
  it('with blanks and quotes is suggested as a shell reads it', async () => {
    const { stderr } = await call(['search', '--index', at('none'), '--query', 'x']);
    expect(stderr).toContain(`--index '${at('none').replaceAll("'", "'\\''")}'`);
  });

  it('that is empty or a file is refused', async () => {
    for (const option of ['--input', '--index']) {
      const { code, stderr } = await call(['index', '--input', sample, '--index', at('x'), option, '']);
      expect(code).toBe(2);
      expect(stderr).toContain('it is empty: give a path');
    }
    writeFileSync(at('file'), '');
    const { code, stderr } = await call(['index', '--input', sample, '--index', at('file')]);
    expect(code).toBe(1);
    expect(stderr).toContain('is a file: give the path of a folder');
  });
});

describe('hostile ids and texts', () => {
  const sequence = '\u001b[2J\u001b]0;owned\u0007\u009b31m\r\u202e';
  const hostile = at('hostile.index');

  beforeAll(async () => {
    const documents = [
      { _id: `id${sequence}`, title: '', text: `melatonin ${sequence} sleep` },
      { _id: '__proto__', title: '', text: 'melatonin constructor sleep' },
      { _id: 'x'.repeat(65_536), title: '', text: `sleep ${'y'.repeat(1 << 20)} melatonin` },
      { _id: '\u{1f4a4}'.repeat(99), title: '', text: `${'\u{1f4a4}'.repeat(500)} sleep` },
      ...Array.from({ length: 40 }, (_, i) => ({ _id: `other ${i}`, title: '', text: 'something else' })),
    ];
    const input = documents.map((document) => JSON.stringify(document)).join('\n');
    expect((await call(['index', '--input', '-', '--index', hostile], input)).code).toBe(0);
  });

  it('do not reach a reader raw or without end', async () => {
    for (const command of [
      ['search', '--query', 'sleep'],
      ['search', '--query', `sleep ${sequence}`],
      ['explain', '--query', `sleep ${sequence}`],
      ['explain', '--query', 'sleep', '--hits', '1'],
    ]) {
      const { code, stdout } = await call([...command, '--index', hostile]);
      expect(code).toBe(0);
      expect(stdout).toContain('__proto__');
      expect(stdout).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u);
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(260);
    }
    const { stdout } = await call(['search', '--index', hostile, '--query', 'sleep']);
    expect(stdout).toContain('id\\x1b[2J\\x1b]0;owned\\x07\\x9b31m\\x0d\\u202e');
  });

  it('come out of JSON as they went in, and TREC columns refuse what they cannot hold', async () => {
    const search = ['search', '--index', hostile, '--query', 'sleep'];
    const found = JSON.parse((await call([...search, '--json'])).stdout);
    expect(found.hits.map(({ id }: { id: string }) => id)).toContain(`id${sequence}`);
    const { code, stderr } = await call([...search, '--format', 'trec', '--output', at('hostile.run')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/white space/);
    expect(stderr).not.toMatch(/[^\P{Cc}\n]/u);
    expect(existsSync(at('hostile.run'))).toBe(false);
  });

  it('in names of files reach no message raw', async () => {
    mkdirSync(at('names'));
    writeFileSync(join(at('names'), 'a\u001b[31m.md'), Buffer.of(0xff));
    writeFileSync(join(at('names'), 'b.md'), 'text');
    const { code, stderr } = await call(['index', '--input', at('names'), '--index', at('names.index')]);
    expect(code).toBe(0);
    expect(stderr).toContain('a\\x1b[31m.md was left out');
    expect(stderr).not.toContain('\u001b');
    expect((await call(['search', '--index', at('no\u001b[31mne'), '--query', 'x'])).stderr).not.toContain(
      '\u001b',
    );
  });
});
