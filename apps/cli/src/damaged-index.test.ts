import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveGeneration } from '@reprise/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, type Outcome } from './main.test-support.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-damage-'));
const index = join(folder, 'small.index');
const search = ['search', '--index', index, '--query', 'heart seven', '--json'];
let sound: Outcome;

beforeAll(async () => {
  const corpus = Array.from({ length: 20 }, (_, i) =>
    JSON.stringify({ _id: `d${i}`, title: '', text: `text ${i} of the heart and of lung ${i % 7}` }),
  ).join('\n');
  const made = await call(['index', '--input', '-', '--index', index], corpus);
  expect(made.code).toBe(0);
  sound = await call(search);
  expect(JSON.parse(sound.stdout).hits.length).toBe(20);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The first and the last 64 bytes and 200 places between them. */
function places(size: number): readonly number[] {
  const all = new Set<number>();
  for (let i = 0; i < Math.min(64, size); i++) all.add(i).add(size - 1 - i);
  for (let i = 0; i < 200; i++) all.add(Math.floor((i * size) / 200));
  return [...all];
}

const filesOf = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile());

describe('a damaged index', () => {
  it('is refused by the name of its file at every flipped bit, and never answers otherwise', async () => {
    const files = filesOf(index);
    expect(files.length).toBe(3);
    for (const file of files) {
      const content = readFileSync(file);
      for (const place of places(content.length)) {
        const damaged = Buffer.from(content);
        damaged[place]! ^= 1 << (place % 8);
        writeFileSync(file, damaged);
        const verified = await call(['verify', '--index', index]);
        expect({ file, place, ...verified }).toMatchObject({ code: 1, stdout: '' });
        expect(verified.stderr).toContain(file);
        expect(verified.stderr).toMatch(/^reprise: [^\n]+ at byte \d+: [^\n]+\n$/);
        const found = await call(search);
        if (found.code === 0) expect(found).toEqual(sound);
        else {
          expect({ file, place, ...found }).toMatchObject({ code: 1, stdout: '' });
          expect(found.stderr).toContain(file);
        }
      }
      writeFileSync(file, content);
    }
    expect((await call(['verify', '--index', index])).code).toBe(0);
  });

  it('is refused by the name of its file wherever that is cut, or missing', async () => {
    for (const file of filesOf(index)) {
      const content = readFileSync(file);
      for (const length of places(content.length)) {
        writeFileSync(file, content.subarray(0, length));
        const verified = await call(['verify', '--index', index]);
        expect({ file, length, ...verified }).toMatchObject({ code: 1, stdout: '' });
        expect(verified.stderr).toContain(file);
      }
      rmSync(file);
      expect(await call(search)).toMatchObject({ code: 1, stdout: '' });
      writeFileSync(file, content);
    }
  });

  it('gives way to a new one, or says what has to be deleted first', async () => {
    const again = ['index', '--input', '-', '--index', index, '--replace'];
    const document = '{"_id":"new","title":"","text":"new"}';
    const segment = filesOf(index).find((file) => file.endsWith('segment-1')) as string;
    writeFileSync(segment, 'not an index');
    expect((await call(again, document)).code).toBe(0);
    const current = join(index, 'sparse', 'CURRENT');
    writeFileSync(current, 'not an index');
    const refused = await call(again, document);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(`${current} is damaged`);
    expect(refused.stderr).toContain(`delete ${index} and index again`);
    expect(readFileSync(current, 'utf8')).toBe('not an index');
  });

  it('of another version is refused with both versions and what to do', async () => {
    const newer = join(folder, 'newer.index');
    await saveGeneration(join(newer, 'sparse'), { format: 'reprise.sparse', version: 99 }, async (writer) =>
      writer.write('segment-1', [{ name: 'ids', data: new Uint8Array(8) }]),
    );
    for (const command of [['verify'], ['stats'], ['search', '--query', 'x'], ['explain', '--query', 'x']]) {
      const { code, stdout, stderr } = await call([...command, '--index', newer]);
      expect({ command, code, stdout }).toEqual({ command, code: 1, stdout: '' });
      expect(stderr).toMatch(
        /reprise\.sparse version 99.*reads reprise\.sparse version 1: .*build the index again/,
      );
    }
    const there = await call(
      ['index', '--input', '-', '--index', newer],
      '{"_id":"a","title":"","text":"b"}',
    );
    expect(there).toMatchObject({ code: 1, stderr: expect.stringContaining('--replace') });
  });
});
