import { readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { saveGeneration } from './index.js';
import { processStart } from './process-start.js';
import { format, readSample, saveSample } from './testing/sample.js';
import { scratch } from './testing/scratch.js';

const folder = scratch();
const host = crc32(hostname()).toString(16).padStart(8, '0');
const lock = (pid: number, start: string, on = host): string => `LOCK.${pid}.${start}.${on}.0123456789abcdef`;
/** Above any process number that a system gives out. */
const nobody = 4_194_305 * 100;

describe('the lock of a folder', () => {
  it('lets one save in at a time and is gone after each', async () => {
    const directory = folder();
    await saveGeneration(directory, format, async (writer) => {
      await writer.write('second', []);
      await expect(saveSample(directory, 2)).rejects.toMatchObject({
        code: 'LOCKED',
        message: expect.stringMatching(new RegExp(`being written by process ${process.pid}: wait`)),
        details: { path: directory, found: process.pid },
      });
    });
    expect(readdirSync(directory).sort()).toEqual(['CURRENT', 'gen-1']);
  });

  it('of many saves at once lets at most one in', async () => {
    const directory = folder();
    const saves = await Promise.allSettled(
      Array.from({ length: 20 }, (_, seed) => saveSample(directory, seed + 1, { replace: true })),
    );
    for (const save of saves)
      if (save.status === 'rejected') expect(save.reason).toMatchObject({ code: 'LOCKED' });
    expect(readdirSync(directory).filter((name) => name.startsWith('LOCK'))).toEqual([]);
    await saveSample(directory, 99, { replace: true });
    expect(await readSample(directory)).toBe(99);
  });

  it.each([
    ['of a dead process', lock(nobody, 'abc-1')],
    ['of an earlier process of the same number', lock(process.pid, 'abc-1')],
  ])('%s is taken over', async (_, name) => {
    const directory = folder();
    writeFileSync(join(directory, name), '');
    await saveSample(directory, 1);
    expect(readdirSync(directory).sort()).toEqual(['CURRENT', 'gen-1']);
  });

  it.each([
    ['of a live process', lock(process.pid, processStart(process.pid)!)],
    ['of the first process', lock(1, processStart(1) ?? '0')],
    ['of another host', lock(nobody, 'abc-1', 'ffffffff')],
  ])('%s is respected', async (_, name) => {
    const directory = folder();
    writeFileSync(join(directory, name), '');
    await expect(saveSample(directory, 1)).rejects.toMatchObject({ code: 'LOCKED', details: { lock: name } });
    expect(readdirSync(directory)).toEqual([name]);
  });

  it('is not any file whose name begins alike', async () => {
    const directory = folder();
    writeFileSync(join(directory, 'LOCK.mine'), '');
    await expect(saveSample(directory, 1)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });
});

describe('processStart', () => {
  it('tells a live process by a token that does not change', () => {
    expect(processStart(process.pid)).toMatch(/^[0-9a-f-]+$/);
    expect(processStart(process.pid)).toBe(processStart(process.pid));
    expect(processStart(process.ppid)).toBeDefined();
  });

  it('knows no process of a number that none has', () => {
    expect(processStart(nobody)).toBeUndefined();
  });
});
