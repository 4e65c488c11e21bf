import { execFile, spawn } from 'node:child_process';
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
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../bin/reprise.js', import.meta.url));
const sample = fileURLToPath(new URL('../../../packages/datasets/sample', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'reprise-cli-'));
const at = (...names: string[]): string => join(folder, ...names);
const env = { ...process.env, XDG_CACHE_HOME: at('cache') };

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function reprise(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      'node',
      [bin, ...args],
      { env, cwd: folder, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    child.stdin?.end();
  });
}

const write = (name: string, content: string | Uint8Array): string => {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), content);
  return at(name);
};

beforeAll(async () => {
  const { code, stderr } = await reprise('index', '--input', sample, '--index', at('sample.index'));
  expect(stderr).toContain('indexed 270 documents');
  expect(code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("reprise with notes of one's own", () => {
  it('indexes a folder of Markdown, text and HTML, searches it and explains what feedback did', async () => {
    write(
      'notes/sleep.md',
      '# Sleep\n\nInsomnia is trouble falling asleep. *Melatonin* tells the body that it is night.\n',
    );
    write(
      'notes/deep/screens.html',
      '<p>Screens before bed delay <b>melatonin</b> and keep people awake.</p><script>insomnia</script>',
    );
    write('notes/garden.txt', 'Roses want sun and a pruning in spring.');
    for (let i = 0; i < 30; i++)
      write(`notes/log/day-${i}.txt`, `Entry ${i}: weather number ${i % 7}, nothing else happened.`);

    const indexed = await reprise('index', '--input', 'notes', '--index', 'notes.index');
    expect(indexed).toMatchObject({ code: 0, stdout: '' });
    expect(indexed.stderr).toMatch(/indexed 33 documents.*\nsearch them: reprise search --index notes.index/);

    const found = await reprise('search', '--index', 'notes.index', '--query', 'insomnia');
    expect(found.stdout).toMatch(
      /^ {2}1 {2}\d\.\d{4} {2}sleep\.md\n {5}Sleep Insomnia is trouble falling asleep/,
    );
    expect(found.stdout).not.toContain('screens');

    const explained = await reprise('explain', '--index', 'notes.index', '--query', 'insomnia');
    expect(explained.stdout).toMatch(/melatonin +— +0\.0\d+ .*added/);
    expect(explained.stdout).toMatch(/new .* deep\/screens\.html/);
  });

  it('warns where the filters left feedback no term', async () => {
    write('few/a.txt', 'apples and pears');
    write('few/b.txt', 'apples and plums');
    await reprise('index', '--input', 'few', '--index', 'few.index');
    const { code, stderr } = await reprise(
      'search',
      '--index',
      'few.index',
      '--query',
      'apples',
      '--pipeline',
      'bm25 >> rm3 >> bm25',
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: rm3: .*maxDocumentFrequency/);
  });
});

describe('reprise search', () => {
  it('writes a run with its sidecar', async () => {
    const { code, stdout } = await reprise(
      'search',
      '--index',
      at('sample.index'),
      '--topics',
      join(sample, 'queries.jsonl'),
      '--pipeline',
      'bm25 >> rm3 >> bm25',
      '--hits',
      '5',
      '--output',
      'rm3.run',
      '--tag',
      'mine',
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const lines = readFileSync(at('rm3.run'), 'utf8').trim().split('\n');
    expect(lines.length).toBe(200);
    expect(lines[0]).toMatch(/^q01 Q0 heart-\d+ 1 \d+\.\d+ mine$/);
    expect(JSON.parse(readFileSync(at('rm3.run.json'), 'utf8'))).toMatchObject({
      command: 'reprise search',
      pipeline: 'bm25 >> rm3 >> bm25',
      hits: 5,
      index: { path: at('sample.index'), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      topics: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  it('gives the same bytes every time, in every format, to a file or to standard output', async () => {
    const search = [
      'search',
      '--index',
      at('sample.index'),
      '--topics',
      join(sample, 'queries.jsonl'),
      '--pipeline',
      'bm25 >> rm3 >> bm25',
    ];
    for (const format of ['trec', 'msmarco', 'json']) {
      const first = await reprise(...search, '--format', format);
      await reprise(...search, '--format', format, '--output', 'again.run.gz');
      expect(first.code).toBe(0);
      expect((await reprise(...search, '--format', format)).stdout).toBe(first.stdout);
      expect(existsSync(at('again.run.gz'))).toBe(true);
    }
    const json = await reprise(
      'search',
      '--index',
      at('sample.index'),
      '--query',
      'flat battery',
      '--json',
      '--hits',
      '1',
    );
    expect(JSON.parse(json.stdout)).toMatchObject({
      id: 'query',
      text: 'flat battery',
      hits: [{ id: expect.any(String) }],
    });
  });
});

describe('reprise experiment and eval', () => {
  it('compare pipelines on a collection, and agree', async () => {
    const table = await reprise(
      'experiment',
      '--collection',
      sample,
      '--pipeline',
      'bm25',
      '--pipeline',
      'rm3=bm25 >> rm3 >> bm25',
      '--json',
    );
    expect(table.code).toBe(0);
    const result = JSON.parse(table.stdout);
    expect(result.systems.map(({ name }: { name: string }) => name)).toEqual(['bm25', 'rm3']);
    await reprise(
      'search',
      '--index',
      at('sample.index'),
      '--topics',
      join(sample, 'queries.jsonl'),
      '--pipeline',
      'bm25',
      '--output',
      'bm25.run',
    );
    const evaluated = await reprise(
      'eval',
      '-c',
      '-m',
      'ndcg_cut.10',
      join(sample, 'qrels/test.tsv'),
      'bm25.run',
    );
    expect(evaluated.stdout).toBe(
      `ndcg_cut_10           \tall\t${result.systems[0].results[0].mean.toFixed(4)}\n`,
    );
    const perQuery = await reprise(
      'eval',
      '-q',
      '-n',
      '-m',
      'map',
      join(sample, 'qrels/test.tsv'),
      'bm25.run',
    );
    expect(perQuery.stdout.split('\n').length).toBe(41);
    for (const format of ['--markdown', '--latex']) {
      const { code, stdout } = await reprise(
        'experiment',
        '--index',
        at('sample.index'),
        '--topics',
        join(sample, 'queries.jsonl'),
        '--qrels',
        join(sample, 'qrels/test.tsv'),
        '--pipeline',
        'bm25',
        format,
      );
      expect(code).toBe(0);
      expect(stdout).toContain('bm25');
    }
  });
});

describe('reprise verify, stats and analyze', () => {
  it('tell what is there', async () => {
    expect(await reprise('verify', '--index', at('sample.index'))).toMatchObject({
      code: 0,
      stdout: `${at('sample.index')} is intact\n`,
    });
    expect(
      JSON.parse((await reprise('stats', '--index', at('sample.index'), '--json')).stdout),
    ).toMatchObject({ documents: 270, analyzer: 'english' });
    expect((await reprise('analyze', "The patients' hearts were beating")).stdout).toBe(
      'patient\nheart\nwere\nbeat\n',
    );
  });
});

describe('bad input', () => {
  const corpus = '{"_id":"a","title":"","text":"one"}\n{"_id":"b","title":"","text":"two"}\n';

  it('is answered with what to do, exit code 1, and nothing half-written', async () => {
    write('broken.jsonl', `${corpus}{"_id":"c","text":\n`);
    write('twice.jsonl', `${corpus}{"_id":"a","title":"","text":"three"}\n`);
    write('cut.jsonl.gz', gzipSync(corpus.repeat(100)).subarray(0, 40));
    mkdirSync(at('empty'), { recursive: true });
    for (const [input, message] of [
      ['nowhere', /nowhere/],
      ['empty', /empty/],
      ['broken.jsonl', /broken\.jsonl:3/],
      ['twice.jsonl', /twice\.jsonl has the document "a" twice: give each id once/],
      ['cut.jsonl.gz', /cut\.jsonl\.gz/],
    ] as const) {
      const { code, stdout, stderr } = await reprise('index', '--input', input, '--index', 'never.index');
      expect({ input, code, stdout }).toEqual({ input, code: 1, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr).toMatch(/^reprise: [^\n]+\n$/);
      expect(existsSync(at('never.index'))).toBe(false);
    }
  });

  it('never touches an index that is there, unless told to', async () => {
    const before = readdirSync(at('sample.index'), { recursive: true });
    const refused = await reprise('index', '--input', sample, '--index', at('sample.index'));
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--replace') });
    write('broken.jsonl', `${corpus}{`);
    expect(
      (await reprise('index', '--input', 'broken.jsonl', '--index', at('sample.index'), '--replace')).code,
    ).toBe(1);
    expect(readdirSync(at('sample.index'), { recursive: true })).toEqual(before);
    expect((await reprise('verify', '--index', at('sample.index'))).code).toBe(0);
  });

  it('in the call itself is answered with exit code 2', async () => {
    const index = at('sample.index');
    for (const [args, message] of [
      [[], /Usage: reprise/],
      [
        ['serch'],
        /unknown command 'serch'\n\(Did you mean search\?\)\n\(reprise --help lists the commands\)/,
      ],
      [
        ['search', '--index', index, '--hit', '3'],
        /unknown option '--hit'\n\(Did you mean --hits\?\)\n\(reprise search --help/,
      ],
      [['search', '--index', index], /either --query TEXT or --topics FILE/],
      [['search', '--index', index, '--query', '  '], /the query has no text/],
      [['search', '--index', index, '--query', '', '--hits', '3'], /the query has no text/],
      [['search', '--index', index, '--query', 'x', '--hits', '0'], /whole number of at least 1/],
      [['search', '--index', index, '--query', 'x', '--pipeline', 'bm52'], /did you mean bm25/],
      [['search', '--index', index, '--query', 'x', '--pipeline', 'bm25(k1=-1)'], /k1 is -1/],
      [['explain', '--index', index, '--query', 'x', '--pipeline', 'bm25'], /no feedback/],
      [['index', '--input', sample, '--index', 'x.index', '--with', 'vectors'], /text, terms/],
      [['analyze', '--analyzer', 'englisch', 'x'], /english/],
      [['eval', 'qrels.txt'], /missing required argument 'run'\n\(reprise eval --help/],
      [['eval', '-m', 'ndgc', 'no-qrels', 'no-run'], /ndgc.*nDCG/],
      [['experiment', '--collection', 'nowhere', '--pipeline', 'bm25', '--measures', 'nDGC@10'], /nDCG@10/],
      [['experiment', '--pipeline', 'bm25'], /either --collection DIR/],
      [['experiment', '--collection', sample, '--pipeline', 'bm25', '--baseline', 'rm3'], /baseline/],
      [['experiment', '--collection', sample, '--pipeline', 'bm25', '--measures', 'nDGC@10'], /nDCG@10/],
    ] as const) {
      const { code, stdout, stderr } = await reprise(...args);
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
      expect(stderr).toMatch(message);
    }
  });

  it('an index that is not there, damaged, or of another version is named', async () => {
    expect(await reprise('search', '--index', 'nowhere', '--query', 'x')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('reprise index --input FOLDER --index nowhere'),
    });
    await reprise('index', '--input', sample, '--index', 'damaged.index');
    const current = join(at('damaged.index'), 'sparse/CURRENT');
    writeFileSync(current, readFileSync(current).subarray(0, 4));
    const damaged = await reprise('search', '--index', 'damaged.index', '--query', 'heart');
    expect(damaged).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('CURRENT') });
  });
});

describe('signals and pipes', () => {
  it('Ctrl-C stops and leaves no file', async () => {
    const line = `${JSON.stringify({ _id: '', title: '', text: 'word '.repeat(200) })}\n`;
    const child = spawn(
      'node',
      [bin, 'index', '--input', '-', '--format', 'beir', '--index', 'stopped.index'],
      { env, cwd: folder },
    );
    const errors: string[] = [];
    child.stderr.on('data', (chunk) => errors.push(String(chunk)));
    child.stdin.on('error', () => undefined);
    let n = 0;
    const feed = setInterval(() => {
      for (let i = 0; i < 500; i++) child.stdin.write(line.replace('""', `"d${n++}"`));
    }, 5);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.on('exit', resolve));
    clearInterval(feed);
    child.stdin.destroy();
    expect(code).toBe(130);
    expect(errors.join('')).toContain('stopped');
    expect(existsSync(at('stopped.index'))).toBe(false);
  });

  it('Ctrl-C ends waiting for input that does not come', async () => {
    const wait = [bin, 'index', '--input', '-', '--index', 'waiting.index', '--progress'];
    const child = spawn('node', wait, { env, cwd: folder });
    child.stdin.write('{"_id":"a","title":"","text":"one"}\n');
    // It tells progress once it reads, however long it took to start.
    await new Promise((resolve) => child.stderr.once('data', resolve));
    child.kill('SIGINT');
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(130);
    expect(existsSync(at('waiting.index'))).toBe(false);
  });

  it('Ctrl-C stops in order beside a library that ends the process where nobody else listens', async () => {
    // It comes after the command's own listener, as one that is loaded later does.
    const alone = `
      const end = () => process.listenerCount('SIGINT') === 1 && process.off('SIGINT', end).kill(process.pid, 'SIGINT');
      const follow = (name) => name === 'SIGINT' && queueMicrotask(() => process.on('SIGINT', end), process.off('newListener', follow));
      process.on('newListener', follow);`;
    const library = ['--import', `data:text/javascript,${encodeURIComponent(alone)}`];
    const wait = [...library, bin, 'index', '--input', '-', '--index', 'waiting.index', '--progress'];
    const child = spawn('node', wait, { env, cwd: folder });
    child.stdin.write('{"_id":"a","title":"","text":"one"}\n');
    await new Promise((resolve) => child.stderr.once('data', resolve));
    child.kill('SIGINT');
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(130);
  });

  it('a reader that has seen enough is no failure', async () => {
    const pipe = `node ${bin} search --index ${at('sample.index')} --topics ${join(sample, 'queries.jsonl')} | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await new Promise<Outcome>((resolve) => {
      execFile('bash', ['-c', pipe], { env }, (_, out, err) =>
        resolve({ code: 0, stdout: out, stderr: err }),
      );
    });
    expect(stdout).toMatch(/^q01 Q0 .*\n0\n$/);
    expect(stderr).toBe('');
  });

  it.skipIf(!existsSync('/dev/full'))(
    'standard output on a full disk is a failure that says so',
    async () => {
      const search = `node ${bin} search --index ${at('sample.index')} --query heart`;
      for (const command of [search, `${search} --format trec`]) {
        const { stdout, stderr } = await new Promise<Outcome>((resolve) => {
          execFile('bash', ['-c', `${command} > /dev/full; echo $?`], { env }, (_, out, err) =>
            resolve({ code: 0, stdout: out, stderr: err }),
          );
        });
        expect(stdout).toBe('1\n');
        expect(stderr).toBe(
          'reprise: the output could not be written: the disk is full: free some space and try again\n',
        );
      }
    },
  );

  it('queries that come through a pipe of the shell are read once', async () => {
    const command = `node ${bin} search --index ${at('sample.index')} --topics <(printf 'q1\\theart\\n') --output piped.run`;
    await new Promise((resolve) => execFile('bash', ['-c', command], { env, cwd: folder }, resolve));
    expect(JSON.parse(readFileSync(at('piped.run.json'), 'utf8')).topics).not.toHaveProperty('sha256');
    expect(readFileSync(at('piped.run'), 'utf8')).toMatch(/^q1 Q0 /);
  });

  it('help shows examples, and standard output has the version', async () => {
    expect((await reprise('--help')).stdout).toMatch(/explain[\s\S]*130 stopped by Ctrl-C/);
    expect((await reprise('experiment', '--help')).stdout).toMatch(/Examples:\n {2}reprise experiment/);
    expect((await reprise('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
