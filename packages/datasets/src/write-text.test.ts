import { mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inFolder, refusal, written } from './test-support.js';
import { writeText } from './write-text.js';

const pieces = ['one\n', 'two\n'];

describe('writeText', () => {
  it('writes a file, packed where its name ends in .gz, and replaces an older one', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'run.txt');
      await writeFile(path, 'older');
      await writeText(path, pieces);
      await writeText(`${path}.gz`, pieces);
      expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
      expect(gunzipSync(await readFile(`${path}.gz`)).toString()).toBe('one\ntwo\n');
      expect((await readdir(folder)).sort()).toEqual(['run.txt', 'run.txt.gz']);
    }));

  it('writes into a stream and leaves it open', async () => {
    const content = await written(async (target) => {
      await writeText(target, pieces);
      await writeText(target, ['three\n']);
    });
    expect(content).toBe('one\ntwo\nthree\n');
  });

  it('takes pieces that come over time', async () => {
    const later = (async function* () {
      yield* pieces;
    })();
    expect(await written((target) => writeText(target, later))).toBe('one\ntwo\n');
  });

  it('leaves the older file and nothing else when the text fails', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'run.txt');
      await writeFile(path, 'older');
      const failing = (function* () {
        yield 'x'.repeat(100_000);
        throw new Error('no more');
      })();
      expect((await refusal(() => writeText(path, failing))).message).toMatch(/no more/);
      expect(await readdir(folder)).toEqual(['run.txt']);
      expect(await readFile(path, 'utf8')).toBe('older');
    }));

  it('leaves no file when it is aborted on the way', () =>
    inFolder(async (folder) => {
      const controller = new AbortController();
      const endless = (function* () {
        for (let i = 0; ; i++) {
          if (i === 100) controller.abort();
          yield 'x'.repeat(10_000);
        }
      })();
      const error = await refusal(() => writeText(join(folder, 'run.gz'), endless, controller.signal));
      expect(error.code).toBe('ABORTED');
      expect(await readdir(folder)).toEqual([]);
    }));

  it('writes where a symbolic link leads and keeps the link', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'real.txt'), 'older');
      await symlink('real.txt', join(folder, 'link.txt'));
      await writeText(join(folder, 'link.txt'), pieces);
      expect(await readlink(join(folder, 'link.txt'))).toBe('real.txt');
      expect(await readFile(join(folder, 'real.txt'), 'utf8')).toBe('one\ntwo\n');
    }));

  it('refuses a folder as the target, and one in a folder that is not there', () =>
    inFolder(async (folder) => {
      await mkdir(join(folder, 'taken'));
      expect(await refusal(() => writeText(join(folder, 'taken'), pieces))).toMatchObject({
        code: 'IO_FAILED',
      });
      expect(await refusal(() => writeText(join(folder, 'no', 'x'), pieces))).toMatchObject({
        code: 'NOT_FOUND',
      });
      expect(await readdir(folder)).toEqual(['taken']);
    }));

  it('passes on the failure of a stream', async () => {
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('closed pipe')) });
    expect(await refusal(() => writeText(broken, pieces))).toMatchObject({ code: 'IO_FAILED' });
  });
});
