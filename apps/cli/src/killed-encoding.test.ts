import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { bin, call } from './main.test-support.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-kill-encoding-'));
const index = join(folder, 'killed.index');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inputs = ['even', 'odd'].map((word) => {
  const path = join(folder, `${word}.jsonl`);
  const lines = Array.from({ length: 4 }, (_, i) =>
    JSON.stringify({ _id: `${word}-${i}`, title: word, text: `common ${word} number ${i}` }),
  );
  writeFileSync(path, lines.join('\n'));
  return path;
});
const args = (input: string): readonly string[] => [
  ...['index', '--input', input, '--index', index, '--with', 'terms,vector', '--replace'],
];

/** Which input's documents a pipeline finds; undefined where the index holds nothing that it searches in. */
async function wordOf(pipeline: string): Promise<string | undefined> {
  const search = ['search', '--index', index, '--query', 'common', '--json', '--pipeline', pipeline];
  const { code, stdout, stderr } = await call(search);
  if (code === 2) {
    expect(stderr).toContain('holds no dense documents of minilm: reprise index');
    return undefined;
  }
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { hits } = JSON.parse(stdout);
  const found = new Set<string>(hits.map(({ id }: { readonly id: string }) => id.split('-')[0]));
  expect([hits.length, found.size]).toEqual([4, 1]);
  return [...found][0];
}

const textOf = (...names: string[]): string => {
  const path = join(index, ...names);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

/** Moments of a replacement that a watcher can see, in the order in which they come. `old` is what CURRENT held before. */
const moments: readonly ((old: string) => boolean)[] = [
  () => textOf('encoders.json') === '[]\n',
  () => !existsSync(join(index, 'dense-1')),
  () => readdirSync(join(index, 'sparse')).length !== 2,
  (old) => textOf('sparse', 'CURRENT') !== old,
  () => textOf('encoders.json') === '[]\n' && existsSync(join(index, 'dense-1', 'CURRENT')),
];

describe('reprise index --with vector --replace', () => {
  it('killed at 5 moments leaves vectors of the documents that are there, or none', async () => {
    let there = 'even';
    for (const seen of moments) {
      expect(await call(args(inputs[there === 'even' ? 0 : 1] as string))).toMatchObject({ code: 0 });
      const next = inputs[there === 'even' ? 1 : 0] as string;
      const old = textOf('sparse', 'CURRENT');
      const child = spawn('node', [bin, ...args(next)], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.on('exit', resolve));
      while (child.exitCode === null && !seen(old)) await sleep(1);
      child.kill('SIGKILL');
      await ended;

      expect(await call(['verify', '--index', index])).toMatchObject({ code: 0, stderr: '' });
      const [words, vectors] = [await wordOf('bm25'), await wordOf('dense')];
      expect(words).toMatch(/^(?:even|odd)$/);
      expect([undefined, words]).toContain(vectors);
      there = words === 'even' ? 'odd' : 'even';
    }
    expect(await call(args(inputs[0] as string))).toMatchObject({ code: 0 });
    expect([await wordOf('bm25'), await wordOf('dense')]).toEqual(['even', 'even']);
    expect(readdirSync(index).sort()).toEqual(['dense-1', 'encoders.json', 'sparse']);
    expect(readdirSync(join(index, 'dense-1')).sort()).toEqual([
      'CURRENT',
      expect.stringMatching(/^gen-\d+$/),
    ]);
  });
});
