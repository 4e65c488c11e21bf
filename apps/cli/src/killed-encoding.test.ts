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
  () => textOf('encoders.json').includes('"encoders": []'),
  () => !existsSync(join(index, 'dense-1')),
  () => readdirSync(join(index, 'sparse')).length !== 2,
  (old) => textOf('sparse', 'CURRENT') !== old,
  () => textOf('encoders.json').includes('"encoders": []') && existsSync(join(index, 'dense-1', 'CURRENT')),
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

/** The keys of what was kept, one list a segment. */
function keptKeys(): readonly (readonly string[])[] {
  const folder = join(index, 'encoding');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.map((name) => {
    const bytes = readFileSync(join(folder, name));
    const keys: string[] = [];
    // A line that names the format, then records of 44 bytes and those that the first four of these count.
    for (let at = bytes.indexOf(10) + 1; at + 44 <= bytes.length; at += 44 + bytes.readUInt32LE(at)) {
      if (at + 44 + bytes.readUInt32LE(at) <= bytes.length) keys.push(bytes.toString('hex', at + 8, at + 40));
    }
    return keys;
  });
}

describe('reprise index --with vector', () => {
  it('killed while it encodes goes on with what is missing, and leaves nothing of that when it is done', async () => {
    const input = join(folder, 'many.jsonl');
    const many = Array.from({ length: 400 }, (_, i) =>
      JSON.stringify({ _id: `many-${i}`, text: `common ${i}` }),
    );
    writeFileSync(input, many.join('\n'));
    for (const kills of [1, 2]) {
      const child = spawn('node', [bin, ...args(input)], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.on('exit', resolve));
      while (child.exitCode === null && keptKeys().filter((keys) => keys.length > 0).length < kills)
        await sleep(1);
      child.kill('SIGKILL');
      await ended;
    }
    const keys = keptKeys().flat();
    expect(keys.length).toBeGreaterThanOrEqual(2 * 64);
    expect(new Set(keys).size).toBe(keys.length);
    expect(await wordOf('dense')).toBe('even');

    expect(await call(args(input))).toMatchObject({ code: 0 });
    expect(await call(['verify', '--index', index])).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(index).sort()).toEqual(['dense-1', 'encoders.json', 'sparse']);
  });
});
