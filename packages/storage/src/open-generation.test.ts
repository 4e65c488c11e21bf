import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFileSystem } from './file-system.js';
import { type FileSystem, openGeneration, verifyGeneration } from './index.js';
import { bytesOf, format, readSample, saveSample } from './testing/sample.js';
import { scratch } from './testing/scratch.js';

const folder = scratch();

describe('openGeneration', () => {
  it('keeps reading its own generation while others are saved and opened', async () => {
    const directory = folder();
    await saveSample(directory, 1);
    const old = await openGeneration(directory, format);
    await saveSample(directory, 2, { replace: true });
    await saveSample(directory, 3, { replace: true });
    expect(await readSample(directory)).toBe(3);
    expect(readdirSync(directory).sort()).toEqual(['CURRENT', 'gen-3']);
    const first = await old.open('first');
    expect(await first.read('odd')).toEqual(bytesOf(1, 1501));
    await first.verify();
    await old.close();
  });

  it('opens the new index where one was saved and the old one tidied away in between', async () => {
    const directory = folder();
    await saveSample(directory, 1);
    let saves = 0;
    const files: FileSystem = {
      ...nodeFileSystem,
      open: async (path, mode) => {
        if (path.endsWith('first') && saves < 2) {
          saves++;
          await saveSample(directory, 1 + saves, { replace: true });
          await readSample(directory);
        }
        return nodeFileSystem.open(path, mode);
      },
    };
    expect(await readSample(directory, files)).toBe(3);
  });

  it('removes older generations only, and not what is not ours in them', async () => {
    const directory = folder();
    await saveSample(directory, 1);
    await saveSample(directory, 2, { replace: true });
    writeFileSync(join(directory, 'gen-1', 'notes.txt'), 'mine');
    mkdirSync(join(directory, 'gen-5'));
    writeFileSync(join(directory, 'gen-5', 'first'), '');
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    await (await openGeneration(directory, format)).close();
    expect(readdirSync(directory).sort()).toEqual(['CURRENT', 'gen-1', 'gen-2', 'gen-5', 'notes.txt']);
    expect(readdirSync(join(directory, 'gen-1'))).toContain('notes.txt');
  });

  it('gives the same container each time and refuses a file that is not in the index', async () => {
    const directory = folder();
    await saveSample(directory, 1);
    const generation = await openGeneration(directory, format);
    expect(await generation.open('first')).toBe(await generation.open('first'));
    for (const name of ['third', '../CURRENT', '__proto__']) {
      await expect(generation.open(name)).rejects.toMatchObject({
        code: 'CORRUPT_FILE',
        details: { found: 'missing' },
      });
    }
    await generation.close();
    await generation.close();
  });

  it('refuses an aborted signal', async () => {
    const directory = folder();
    await saveSample(directory, 1);
    const signal = AbortSignal.abort();
    await expect(openGeneration(directory, { ...format, signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('and verifyGeneration stop when the signal is aborted on the way', async () => {
    const directory = folder();
    await saveSample(directory, 1);
    for (let at = 0; at < 12; at++) {
      const controller = new AbortController();
      let calls = 0;
      const files: FileSystem = {
        ...nodeFileSystem,
        open: async (path, mode) => {
          const file = await nodeFileSystem.open(path, mode);
          const read = (target: Uint8Array, position: number): Promise<number> => {
            if (calls++ === at) controller.abort();
            return file.read(target, position);
          };
          return { ...file, read };
        },
      };
      const verified = verifyGeneration(directory, { ...format, files, signal: controller.signal });
      await verified.catch((error: unknown) => expect(error).toMatchObject({ code: 'ABORTED' }));
    }
  });
});
