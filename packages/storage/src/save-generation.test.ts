import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openGeneration, saveGeneration, verifyGeneration } from './index.js';
import { bytesOf, format, readSample, saveSample } from './testing/sample.js';
import { scratch, snapshot } from './testing/scratch.js';

const folder = scratch();
const one = (data: Uint8Array) => [{ name: 'data', data }];
const expectCode = (promise: Promise<unknown>, code: string, message = /./) =>
  expect(promise).rejects.toMatchObject({ code, message: expect.stringMatching(message) });

describe('saveGeneration', () => {
  it('saves what openGeneration reads back, in a folder it makes itself', async () => {
    const directory = join(folder(), 'deep', 'er');
    await saveSample(directory, 1);
    expect(await readSample(directory)).toBe(1);
    expect(readdirSync(directory).sort()).toEqual(['CURRENT', 'gen-1']);
    const info = await verifyGeneration(directory, format);
    expect(info).toMatchObject({ number: 1, fileNames: ['first', 'second'] });
    expect(info.id).toMatch(/^[0-9a-f]{32}$/);
    expect(info.byteLength).toBe(
      statSync(join(directory, 'gen-1/first')).size + statSync(join(directory, 'gen-1/second')).size,
    );
  });

  it('refuses a folder that holds an index, and replaces it when told to', async () => {
    const directory = folder();
    await saveSample(directory, 1);
    const before = snapshot(directory);
    await expectCode(saveSample(directory, 2), 'ALREADY_EXISTS', /reprise\.test version 3.*replace: true/);
    expect(snapshot(directory)).toEqual(before);
    await saveSample(directory, 2, { replace: true });
    expect(readdirSync(directory).sort()).toEqual(['CURRENT', 'gen-1', 'gen-2']);
    expect(await readSample(directory)).toBe(2);
    expect(readdirSync(directory).sort()).toEqual(['CURRENT', 'gen-2']);
  });

  it('removes the generation before last when it saves again', async () => {
    const directory = folder();
    await saveSample(directory, 1);
    await saveSample(directory, 2, { replace: true });
    await saveSample(directory, 3, { replace: true });
    expect(readdirSync(directory).sort()).toEqual(['CURRENT', 'gen-2', 'gen-3']);
  });

  it('replaces another version of its format and refuses another format', async () => {
    const directory = folder();
    await saveSample(directory, 1);
    const save = (options: { format: string; version: number }) =>
      saveGeneration(directory, { ...options, replace: true }, (w) => w.write('x', one(bytesOf(1, 3))));
    await expectCode(save({ format: 'reprise.other', version: 3 }), 'ALREADY_EXISTS', /give another folder/);
    await save({ format: 'reprise.test', version: 4 });
    expect((await verifyGeneration(directory, { ...format, version: 4 })).number).toBe(2);
  });

  it.each([
    ['a file of its owner', (d: string) => writeFileSync(join(d, 'notes.txt'), 'mine')],
    ['a folder of its owner', (d: string) => mkdirSync(join(d, 'photos'))],
    [
      'a folder that only looks like a generation',
      (d: string) => {
        mkdirSync(join(d, 'gen-1'));
        writeFileSync(join(d, 'gen-1', 'notes.txt'), 'mine');
      },
    ],
    ['a generation that would not be written so', (d: string) => mkdirSync(join(d, 'gen-01'))],
  ])('refuses a folder that holds %s and leaves it as it was', async (_, fill) => {
    for (const replace of [false, true]) {
      const directory = folder();
      fill(directory);
      const before = snapshot(directory);
      await expectCode(saveSample(directory, 1, { replace }), 'ALREADY_EXISTS', /is not part of an index/);
      expect(snapshot(directory)).toEqual(before);
    }
  });

  it('takes a path relative to the working folder, and removes what it made of it', async () => {
    const root = folder();
    const directory = relative(process.cwd(), join(root, 'a', 'b'));
    const broken = saveGeneration(`${directory}/`, format, (writer) => writer.write('A', []));
    await expectCode(broken, 'INVALID_INPUT');
    expect(readdirSync(root)).toEqual([]);
    await saveSample(directory, 1);
    expect(await readSample(directory)).toBe(1);
  });

  it('refuses a path that is a file', async () => {
    const path = join(folder(), 'file');
    writeFileSync(path, '');
    await expectCode(saveSample(path, 1), 'ALREADY_EXISTS', /is a file/);
    await expectCode(saveSample(join(path, 'below'), 1), 'ALREADY_EXISTS', /is a file/);
  });

  it('refuses to replace an index whose CURRENT is damaged', async () => {
    const directory = folder();
    await saveSample(directory, 1);
    writeFileSync(join(directory, 'CURRENT'), 'MANIFEST-000001\n');
    const before = snapshot(directory);
    await expectCode(saveSample(directory, 2, { replace: true }), 'CORRUPT_FILE', /CURRENT/);
    expect(snapshot(directory)).toEqual(before);
  });

  it('takes over what an unfinished save left, and keeps what is not its own', async () => {
    const directory = folder();
    await saveSample(directory, 1);
    const current = snapshot(directory);
    mkdirSync(join(directory, 'gen-7'));
    writeFileSync(join(directory, 'gen-7', 'first'), Uint8Array.of(0x89, 0x52));
    writeFileSync(join(directory, 'gen-7', 'zeros'), new Uint8Array(100));
    mkdirSync(join(directory, 'gen-9'));
    writeFileSync(join(directory, 'gen-9', 'notes.txt'), 'mine');
    writeFileSync(join(directory, 'CURRENT.tmp'), 'half a li');
    expect(await readSample(directory)).toBe(1);
    await saveSample(directory, 2, { replace: true });
    expect(readdirSync(directory).sort()).toEqual(['CURRENT', 'gen-1', 'gen-10', 'gen-9']);
    expect(snapshot(join(directory, 'gen-9'))).toEqual({ 'notes.txt': Buffer.from('mine').toString('hex') });
    expect(Object.keys(current)).toContain('gen-1/first');
    expect(await readSample(directory)).toBe(2);
  });

  it('takes over the leftovers of a first save that did not finish', async () => {
    const directory = folder();
    mkdirSync(join(directory, 'gen-1'));
    writeFileSync(join(directory, 'gen-1', 'first'), '');
    await saveSample(directory, 1);
    expect(readdirSync(directory).sort()).toEqual(['CURRENT', 'gen-2']);
  });

  it('passes on what the caller threw and leaves the folder as it was, or no folder', async () => {
    const directory = folder();
    await saveSample(directory, 1);
    const before = snapshot(directory);
    const broken = saveGeneration(directory, { ...format, replace: true }, async (writer) => {
      await writer.write('first', one(bytesOf(1, 200_000)));
      throw new RangeError('from the caller');
    });
    await expect(broken).rejects.toThrow(new RangeError('from the caller'));
    expect(snapshot(directory)).toEqual(before);

    const fresh = join(folder(), 'a', 'b');
    await expect(
      saveGeneration(fresh, format, async () => {
        throw new RangeError('from the caller');
      }),
    ).rejects.toThrow(RangeError);
    expect(existsSync(join(fresh, '..'))).toBe(false);
  });

  it('writes files side by side and waits for those that the caller did not wait for', async () => {
    const directory = folder();
    await saveGeneration(directory, format, async (writer) => {
      for (const name of ['c', 'a', 'b']) void writer.write(name, one(bytesOf(name.charCodeAt(0), 300_000)));
    });
    const generation = await openGeneration(directory, format);
    expect(generation.fileNames).toEqual(['a', 'b', 'c']);
    expect(Buffer.compare(await (await generation.open('b')).read('data'), bytesOf(98, 300_000))).toBe(0);
    await generation.close();
  });

  it('fails where a file failed that the caller did not wait for', async () => {
    const directory = folder();
    const forgetful = saveGeneration(directory, format, async (writer) => {
      void writer.write('a', one('no bytes' as unknown as Uint8Array)).catch(() => undefined);
    });
    await expectCode(forgetful, 'INVALID_INPUT', /section data of .*a has a piece/);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('tidies up only after all files under way have ended', async () => {
    const directory = folder();
    const slow = async function* (): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 20; i++) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield bytesOf(i, 100_000);
      }
    };
    const broken = saveGeneration(directory, format, async (writer) => {
      await Promise.all([
        writer.write('slow', [{ name: 'data', data: slow() }]),
        writer.write('bad', [{ name: 'data', data: ['no bytes'] as unknown as Uint8Array[] }]),
      ]);
    });
    await expectCode(broken, 'INVALID_INPUT', /section data of .*bad has a piece that is no Uint8Array/);
    expect(readdirSync(directory)).toEqual([]);
  });

  it.each(['', '.', '..', '../x', 'a/b', 'a\\b', '.hidden', 'Upper', 'ä', 'nul\0', 'x'.repeat(101)])(
    'refuses the file name %j',
    async (name) => {
      const directory = folder();
      const write = saveGeneration(directory, format, (writer) => writer.write(name, []));
      await expectCode(write, 'INVALID_INPUT', /give a new name/);
      expect(readdirSync(directory)).toEqual([]);
    },
  );

  it('refuses a second file or section of the same name, and files after the save', async () => {
    const save = (write: Parameters<typeof saveGeneration>[2]) => saveGeneration(folder(), format, write);
    await expectCode(
      save(async (writer) => {
        await writer.write('a', []);
        await writer.write('a', []);
      }),
      'INVALID_INPUT',
      /file "a"/,
    );
    const twice = [...one(bytesOf(1, 1)), ...one(bytesOf(1, 1))];
    await expectCode(
      save((writer) => writer.write('a', twice)),
      'INVALID_INPUT',
      /section name "data"/,
    );
    const named = [{ name: 'a b', data: bytesOf(1, 1) }];
    await expectCode(
      save((writer) => writer.write('a', named)),
      'INVALID_INPUT',
      /section name "a b"/,
    );
    let late: Parameters<Parameters<typeof saveGeneration>[2]>[0] | undefined;
    await save(async (writer) => {
      late = writer;
    });
    await expectCode(late!.write('a', []), 'INVALID_INPUT', /before the save has ended/);
  });

  it.each([
    [{ format: '', version: 1 }, /format/],
    [{ format: 'Upper', version: 1 }, /format/],
    [{ format: 'x'.repeat(61), version: 1 }, /format/],
    [{ format: 'x', version: 0 }, /version/],
    [{ format: 'x', version: 1.5 }, /version/],
    [{ format: 'x', version: 65536 }, /version/],
  ])('refuses the options %j', async (options, message) => {
    await expectCode(
      saveGeneration(folder(), options, async () => {}),
      'INVALID_OPTION',
      message,
    );
    await expectCode(openGeneration(folder(), options), 'INVALID_OPTION', message);
  });

  it('takes format names and section names of every allowed length', async () => {
    const options = { format: 'x'.repeat(60), version: 65535 };
    const directory = folder();
    const name = 'N'.repeat(100);
    await saveGeneration(directory, options, (writer) =>
      writer.write('f'.repeat(100), [{ name, data: bytesOf(1, 9) }]),
    );
    const generation = await openGeneration(directory, options);
    expect(await (await generation.open('f'.repeat(100))).read(name)).toEqual(bytesOf(1, 9));
    await generation.close();
  });
});

describe('keep', () => {
  const keepFirst = (directory: string, files = {}) =>
    saveGeneration(directory, { ...format, ...files, replace: true }, async (writer) => {
      await writer.keep('first');
      await writer.write('second', [{ name: 'seed', data: Uint8Array.of(1, 0, 0, 0) }]);
    });

  it('carries a file over without copying it, generation after generation', async () => {
    const directory = folder();
    await saveSample(directory, 1);
    const inode = statSync(join(directory, 'gen-1/first')).ino;
    await keepFirst(directory);
    await keepFirst(directory);
    await keepFirst(directory);
    expect(await readSample(directory)).toBe(1);
    expect(statSync(join(directory, 'gen-4/first')).ino).toBe(inode);
    await verifyGeneration(directory, format);
  });

  it('refuses a file that is not there to keep', async () => {
    const directory = folder();
    const keep = (name: string) =>
      saveGeneration(directory, { ...format, replace: true }, (w) => w.keep(name));
    await expectCode(keep('first'), 'NOT_FOUND', /no file first .* to keep/);
    await saveSample(directory, 1);
    await expectCode(keep('third'), 'NOT_FOUND', /no file third .* to keep/);
    await expectCode(
      saveGeneration(directory, { ...format, version: 4, replace: true }, (w) => w.keep('first')),
      'UNSUPPORTED_FORMAT',
      /reprise\.test version 3/,
    );
  });

  it('does not carry damage over', async () => {
    const directory = folder();
    await saveSample(directory, 1);
    writeFileSync(join(directory, 'gen-1/first'), bytesOf(1, 3000));
    await expectCode(keepFirst(directory), 'CORRUPT_FILE', /gen-1.first/);
  });
});

describe('an abort', () => {
  it('before the save changes nothing', async () => {
    const directory = join(folder(), 'new');
    await expectCode(saveSample(directory, 1, { signal: AbortSignal.abort() }), 'ABORTED');
    expect(existsSync(directory)).toBe(false);
  });

  it('at 200 random moments leaves the old index or the new one, and no leftovers', async () => {
    const directory = folder();
    await saveSample(directory, 0);
    let last = 0;
    let aborted = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const controller = new AbortController();
      const delay = Math.random() * 6;
      const timer = setTimeout(() => controller.abort(), delay);
      try {
        await saveSample(directory, seed, { replace: true, signal: controller.signal });
        last = seed;
      } catch (error) {
        expect(error).toMatchObject({ code: 'ABORTED' });
        aborted++;
      }
      clearTimeout(timer);
      expect(await readSample(directory), `seed ${seed}, aborted after ${delay} ms`).toBe(last);
      expect(readdirSync(directory)).toHaveLength(2);
    }
    expect(aborted).toBeGreaterThan(0);
  });
});
