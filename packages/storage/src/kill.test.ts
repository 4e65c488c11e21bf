import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { verifyGeneration } from './index.js';
import { format, readSample, saveSample } from './testing/sample.js';
import { scratch } from './testing/scratch.js';

const folder = scratch();
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Deaths tried; a release tries 500 (set `REPRISE_KILLS`). */
const kills = Number(process.env.REPRISE_KILLS ?? 25);

it(`a process killed at ${kills} random moments of saving loses nothing that was saved and mixes nothing`, async () => {
  const script = join(folder(), 'save-forever.mjs');
  await build({
    entryPoints: [path('./testing/save-forever.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    alias: { '@reprise/spec': path('../../spec/src/index.ts') },
  });
  const directory = folder();
  let seed = 1;
  let unfinished = 0;
  for (let kill = 0; kill < kills; kill++) {
    const child = spawn(process.execPath, [script, directory, String(seed)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (data) => {
      output += String(data);
    });
    const closed = once(child, 'close');
    await once(child.stdout, 'data');
    const delay = Math.random() * 40;
    await sleep(delay);
    child.kill('SIGKILL');
    await closed;

    const told = output.split('\n').filter(Boolean).map(Number);
    const names = readdirSync(directory);
    if (names.some((name) => name.startsWith('LOCK'))) unfinished++;
    const saved = await readSample(directory);
    const what = `kill ${kill} after ${delay} ms, seeds told ${told.at(-1)}, found ${saved}: ${names.join(' ')}`;
    // The last save may have ended before its number could be told.
    expect(saved, what).toBeGreaterThanOrEqual(told.at(-1)!);
    expect(saved, what).toBeLessThanOrEqual(told.at(-1)! + 1);
    await verifyGeneration(directory, format);

    await saveSample(directory, saved + 1, { replace: true });
    expect(await readSample(directory)).toBe(saved + 1);
    expect(readdirSync(directory).sort(), what).toEqual(['CURRENT', expect.stringMatching(/^gen-\d+$/)]);
    seed = saved + 2;
  }
  // Otherwise the moments were no test of anything.
  expect(unfinished).toBeGreaterThan(0);
});
