import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as soon } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFeatures, verifyFeatures } from '../index.js';
import { errorOf } from '../prompt.test-support.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'reprise-killed-'));
});
afterAll(() => rm(root, { recursive: true }));

const source = (room: string): string =>
  fileURLToPath(new URL(`../../../${room}/src/index.ts`, import.meta.url));

it('a build that is killed at any place goes on there, and leaves no store or a whole one', async () => {
  const script = join(root, 'build.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./build-until-killed.fixture.ts', import.meta.url))],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['node-llama-cpp'],
    alias: Object.fromEntries(['spec', 'llm', 'storage'].map((room) => [`@reprise/${room}`, source(room)])),
  });
  const [generations, calls, directory] = ['generations', 'calls', 'features'].map((name) =>
    join(root, name),
  ) as [string, string, string];
  const asked = async (): Promise<string[]> =>
    (await readFile(calls, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  const count = 100;
  const kills = 5;
  for (let round = 0; round <= kills; round++) {
    const child = spawn(process.execPath, [script, generations, calls, directory, String(count)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    if (round < kills) {
      const before = (await asked()).length;
      while ((await asked()).length < before + 8 && child.exitCode === null) await soon(1);
      await soon(round);
      child.kill('SIGKILL');
      await ended;
      expect(await errorOf(openFeatures(directory))).toMatchObject({ code: 'NOT_FOUND' });
    } else expect(await ended).toBe(0);
  }
  expect(await verifyFeatures(directory)).toMatchObject({ documents: count, empty: 0 });
  const store = await openFeatures(directory);
  for await (const { id, features } of store.documents())
    expect(features.get('summary')).toBe(`About number ${id.slice(1)}.`);
  await store.close();
  const lines = await asked();
  expect(new Set(lines).size).toBe(count);
  // Only what was under way at a kill, two calls at most, is asked twice.
  expect(lines.length).toBeLessThanOrEqual(count + 2 * kills);
}, 60_000);
