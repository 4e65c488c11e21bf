import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { Spool } from './spool.js';

const folders = async (): Promise<number> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('reprise-multivector-rows-')).length;

describe('Spool', () => {
  it('gives back what waits in memory and in its file, and takes the file away', async () => {
    const before = await folders();
    const spool = new Spool(16);
    const rows = [Float32Array.of(1, 2), Float32Array.of(3, 4, 5), Float32Array.of(6, 7), Float32Array.of(8)];
    const spooled = [];
    for (const part of rows) spooled.push(await spool.put(part));
    rows[0]!.fill(0);
    expect(await folders()).toBe(before + 1);
    const back = await Promise.all(spooled.map((part) => spool.get(part)));
    expect(back.map((part) => [...part])).toEqual([[1, 2], [3, 4, 5], [6, 7], [8]]);
    await spool.close();
    expect(await folders()).toBe(before);
  });

  it('fails with IO_FAILED where the file does', async () => {
    const spool = new Spool(0);
    await spool.put(Float32Array.of(1));
    await expect(spool.get({ position: 0, length: 9 })).rejects.toMatchObject({ code: 'IO_FAILED' });
    await spool.close();
  });
});
