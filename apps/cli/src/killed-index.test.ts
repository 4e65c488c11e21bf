import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { bin, call } from './main.test-support.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-kill-'));
const index = join(folder, 'killed.index');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const seed = Number(process.env.REPRISE_SEED ?? Date.now() % 2 ** 32);

/** Numbers from 0 to 1 (mulberry32), the same for the same seed. */
let state = seed;
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const inputs = ['even', 'odd'].map((word) => {
  const path = join(folder, `${word}.jsonl`);
  const lines = Array.from({ length: 3000 }, (_, i) =>
    JSON.stringify({ _id: `${word}-${i}`, title: word, text: `common ${word} number ${i} of ${i % 97}` }),
  );
  writeFileSync(path, lines.join('\n'));
  return path;
});
const args = (input: string): string[] => ['index', '--input', input, '--index', index, '--replace'];
const answer = async (): Promise<string> => {
  const { code, stdout, stderr } = await call(['search', '--index', index, '--query', 'common', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

/** Starts a replacement and ends its process `delay` ms after it began, or after its first file appeared. */
async function killed(input: string, delay: number, afterFirstFile: boolean): Promise<void> {
  const before = entries();
  const child = spawn('node', [bin, ...args(input)], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  while (afterFirstFile && child.exitCode === null && entries() === before) await sleep(1);
  await Promise.race([ended, sleep(delay, undefined, { ref: false })]);
  child.kill('SIGKILL');
  await ended;
}

const entries = (): string => readdirSync(join(index, 'sparse'), { recursive: true }).join();

describe('reprise index --replace', () => {
  it(`killed at 25 random moments leaves the old index or the new one (REPRISE_SEED=${seed})`, async () => {
    const expected = new Map<string, string>();
    let whole = 0;
    for (const input of inputs) {
      expect((await call(args(input))).code).toBe(0);
      expected.set(input, await answer());
      const start = performance.now();
      await killed(input, 60_000, false);
      whole = performance.now() - start;
    }
    expect(new Set(expected.values()).size).toBe(2);
    let there = inputs[1] as string;
    for (let round = 0; round < 25; round++) {
      const next = inputs.find((input) => input !== there) as string;
      // Most of the time goes into starting and reading: two of three begin to count when the saving does.
      const late = round % 3 > 0;
      await killed(next, random() * (late ? 30 : whole), late);
      expect(readdirSync(join(index, 'sparse')).length).toBeLessThan(8);
      expect(await call(['verify', '--index', index])).toMatchObject({ code: 0, stderr: '' });
      const found = await answer();
      expect([expected.get(there), expected.get(next)]).toContain(found);
      if (found === expected.get(next)) there = next;
    }
    for (const input of inputs) expect(await call(args(input))).toMatchObject({ code: 0 });
    expect(await answer()).toBe(expected.get(inputs[1] as string));
    const names = readdirSync(join(index, 'sparse')).sort();
    expect(names).toEqual(['CURRENT', expect.stringMatching(/^gen-\d+$/)]);
    expect(readdirSync(folder).sort()).toEqual(['even.jsonl', 'killed.index', 'odd.jsonl']);
  });

  it('killed while it makes the first index leaves a folder that the next one can fill', async () => {
    const first = join(folder, 'first.index');
    const make = ['index', '--input', inputs[0] as string, '--index', first];
    for (let round = 0; round < 5; round++) {
      const child = spawn('node', [bin, ...make], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.on('exit', resolve));
      while (child.exitCode === null && !existsSync(join(first, 'sparse'))) await sleep(1);
      await sleep(random() * 10);
      child.kill('SIGKILL');
      await ended;
      const verified = await call(['verify', '--index', first]);
      if (verified.code === 0) rmSync(first, { recursive: true });
      else expect(verified.stderr).toContain('there is no index in');
    }
    expect(await call(make)).toMatchObject({ code: 0 });
    expect(await call(['verify', '--index', first])).toMatchObject({ code: 0 });
    rmSync(first, { recursive: true });
  });
});
