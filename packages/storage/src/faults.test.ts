import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FileSystem, openGeneration, saveGeneration, verifyGeneration } from './index.js';
import { type Fault, faultyFiles } from './testing/faulty-files.js';
import { bytesOf, format, readSample, saveSample } from './testing/sample.js';
import { scratch, snapshot } from './testing/scratch.js';

const folder = scratch();

/** Replaces seed 1 by seed 2 with one file kept and leftovers to remove: every kind of call is made. */
const replaceSample = (directory: string, files: FileSystem, signal?: AbortSignal): Promise<void> =>
  saveGeneration(
    directory,
    { ...format, replace: true, files, ...(signal && { signal }) },
    async (writer) => {
      await writer.keep('second');
      await writer.write('first', [
        { name: 'odd', data: bytesOf(1, 1501) },
        { name: 'even', data: [bytesOf(2, 800), bytesOf(3, 800)] },
        { name: 'new', data: bytesOf(4, 2_000_000) },
      ]);
    },
  );

const hasNew = async (directory: string): Promise<boolean> => {
  const generation = await openGeneration(directory, format);
  const sections = (await generation.open('first')).sections;
  await generation.close();
  return sections.has('new');
};

/** Number of file calls of a save that nothing disturbs. */
const countCalls = async (save: (files: FileSystem) => Promise<void>): Promise<number> => {
  const files = faultyFiles({ kind: 'before', at: -1 });
  await save(files);
  return files.calls().length;
};

const prepared = async (): Promise<string> => {
  const directory = folder();
  await saveSample(directory, 1);
  return directory;
};

describe('a fault at every file call of a save', () => {
  const cases: readonly Fault['kind'][] = ['before', 'after', 'full'];

  it.each(cases)('(%s) leaves the index as it was or saves the new one, without leftovers', async (kind) => {
    const directory = await prepared();
    const calls = await countCalls((files) => prepared().then((other) => replaceSample(other, files)));
    let failures = 0;
    for (let at = 0; at < calls; at++) {
      const before = snapshot(directory);
      const files = faultyFiles({ kind, at });
      const error: unknown = await replaceSample(directory, files).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      const what = `${kind} at call ${at} (${files.calls()[at]})`;
      const committed =
        error === undefined || (error as { details: { committed?: boolean } }).details.committed === true;
      if (error !== undefined) {
        failures++;
        expect(error, what).toMatchObject({ code: 'IO_FAILED' });
      }
      if (!committed) expect(snapshot(directory), what).toEqual(before);
      expect(await hasNew(directory), what).toBe(committed);
      expect(await readSample(directory), what).toBe(1);
      await verifyGeneration(directory, format);
      const names = Object.keys(snapshot(directory)).filter((name) => !name.startsWith('gen-'));
      expect(names, what).toEqual(['CURRENT']);
      if (committed) await saveSample(directory, 1, { replace: true });
      await verifyGeneration(directory, format);
    }
    expect(failures).toBeGreaterThan(calls / 3);
  });

  it.each(['before', 'full'] as const)(
    '(%s) of a first save leaves no folder where there was none',
    async (kind) => {
      const calls = await countCalls((files) => saveSample(join(folder(), 'a', 'b'), 1, { files }));
      for (let at = 0; at < calls; at++) {
        const root = folder();
        const files = faultyFiles({ kind, at });
        const error: unknown = await saveSample(join(root, 'a', 'b'), 1, { files }).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        const what = `${kind} at call ${at} (${files.calls()[at]})`;
        const committed =
          error === undefined || (error as { details: { committed?: boolean } }).details.committed === true;
        if (committed) expect(await readSample(join(root, 'a', 'b')), what).toBe(1);
        else expect(snapshot(root), what).toEqual({});
      }
    },
  );

  it('says of a full disk that the old index is intact', async () => {
    const directory = await prepared();
    await expect(replaceSample(directory, faultyFiles({ kind: 'full', at: 20 }))).rejects.toMatchObject({
      code: 'IO_FAILED',
      message: expect.stringMatching(/the disk is full: free some space .* saved before is intact/),
      details: { systemCode: 'ENOSPC' },
    });
  });

  it('writes on where the system took a part of the bytes only', async () => {
    const directory = await prepared();
    const calls = await countCalls((files) => replaceSample(directory, files));
    for (let at = 0; at < calls; at++) {
      await replaceSample(directory, faultyFiles({ kind: 'short', at }));
      expect(await readSample(directory)).toBe(1);
    }
    await verifyGeneration(directory, format);
  });

  it('fails where the system takes no byte at all', async () => {
    const directory = await prepared();
    const working = faultyFiles({ kind: 'before', at: -1 });
    const files: FileSystem = {
      ...working,
      open: async (path, mode) => ({ ...(await working.open(path, mode)), write: async () => 0 }),
    };
    const before = snapshot(directory);
    await expect(replaceSample(directory, files)).rejects.toMatchObject({ code: 'IO_FAILED' });
    expect(snapshot(directory)).toEqual(before);
  });

  it('an abort there leaves the index as it was or saves the new one', async () => {
    const directory = await prepared();
    const calls = await countCalls((files) => prepared().then((other) => replaceSample(other, files)));
    let aborted = 0;
    for (let at = 0; at < calls; at++) {
      const before = snapshot(directory);
      const controller = new AbortController();
      const files = faultyFiles({ kind: 'call', at, run: () => controller.abort() });
      const error: unknown = await replaceSample(directory, files, controller.signal).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error === undefined) {
        expect(await hasNew(directory)).toBe(true);
        // Until the renaming it is never too late.
        expect(files.calls().findIndex((call) => call.startsWith('rename '))).toBeLessThanOrEqual(at);
        await saveSample(directory, 1, { replace: true });
      } else {
        aborted++;
        expect(error).toMatchObject({ code: 'ABORTED' });
        expect(snapshot(directory), `call ${at} (${files.calls()[at]})`).toEqual(before);
      }
      expect(await readSample(directory)).toBe(1);
    }
    expect(aborted).toBeGreaterThan(calls / 2);
  });
});

describe('links', () => {
  it('are copies where the system has no links, a full disk excepted', async () => {
    const directory = await prepared();
    const files = {
      ...faultyFiles({ kind: 'before', at: -1 }),
      link: async () => {
        throw Object.assign(new Error('no links here'), { code: 'EPERM' });
      },
    };
    await replaceSample(directory, files);
    expect(await readSample(directory)).toBe(1);
    await verifyGeneration(directory, format);
  });
});

describe('a fault at every file call of an opening', () => {
  it('is an IO_FAILED or, where it only concerns tidying up, nothing', async () => {
    const directory = await prepared();
    await saveSample(directory, 2, { replace: true });
    const counting = faultyFiles({ kind: 'before', at: -1 });
    await verifyGeneration(directory, { ...format, files: counting });
    for (let at = 0; at < counting.calls().length; at++) {
      const files = faultyFiles({ kind: 'before', at });
      await verifyGeneration(directory, { ...format, files }).catch((error: unknown) =>
        expect(error, files.calls()[at]!).toMatchObject({
          code: 'IO_FAILED',
          details: { systemCode: 'EIO' },
        }),
      );
    }
    expect(await readSample(directory)).toBe(2);
  });
});
