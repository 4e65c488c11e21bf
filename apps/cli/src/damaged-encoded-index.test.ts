import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus } from './encoded-index.test-support.js';
import { call, type Outcome } from './main.test-support.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-damaged-encoded-'));
const index = join(folder, 'small.index');
const vectors = join(index, 'dense-1');
const catalogue = join(index, 'encoders.json');
const search = (pipeline: string): Promise<Outcome> =>
  call(['search', '--index', index, '--query', 'heart', '--pipeline', pipeline, '--json']);
const verify = (): Promise<Outcome> => call(['verify', '--index', index]);
let sound: Outcome;

beforeAll(async () => {
  const made = await call(['index', '--input', '-', '--index', index, '--with', 'terms,vector'], corpus);
  expect(made.code).toBe(0);
  sound = await search('dense');
  expect(JSON.parse(sound.stdout).hits).toHaveLength(5);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const files = (): readonly string[] =>
  readdirSync(vectors, { recursive: true, encoding: 'utf8' })
    .map((name) => join(vectors, name))
    .filter((path) => statSync(path).isFile());

describe('damaged vectors', () => {
  it('are named by verify at every flipped bit and every cut, and never answer otherwise', async () => {
    expect(files()).toHaveLength(3);
    for (const file of files()) {
      const content = readFileSync(file);
      const places = Array.from({ length: 60 }, (_, i) => Math.floor((i * content.length) / 60));
      for (const place of [...places, content.length - 1]) {
        const flipped = Buffer.from(content);
        flipped[place]! ^= 1 << (place % 8);
        for (const damaged of [flipped, content.subarray(0, place)]) {
          writeFileSync(file, damaged);
          const verified = await verify();
          expect({ file, place, ...verified }).toMatchObject({ code: 1, stdout: '' });
          expect(verified.stderr).toContain(file);
        }
      }
      // Fewer, since a search opens the model.
      for (const place of [0, 20, Math.floor(content.length / 2), content.length - 1]) {
        const flipped = Buffer.from(content);
        flipped[place]! ^= 1;
        writeFileSync(file, flipped);
        const found = await search('dense');
        if (found.code === 0) expect({ file, place, ...found }).toEqual({ file, place, ...sound });
        else {
          expect({ file, place, ...found }).toMatchObject({ code: 1, stdout: '' });
          expect(found.stderr).toContain(file);
        }
      }
      writeFileSync(file, content);
    }
    expect(await verify()).toMatchObject({ code: 0 });
  });

  it('that are missing are named, while words can still be searched', async () => {
    const kept = join(folder, 'kept');
    cpSync(vectors, kept, { recursive: true });
    rmSync(vectors, { recursive: true });
    for (const outcome of [await verify(), await search('dense')]) {
      expect(outcome).toMatchObject({ code: 1, stdout: '' });
      expect(outcome.stderr).toContain(vectors);
    }
    expect((await search('bm25')).code).toBe(0);
    cpSync(kept, vectors, { recursive: true });
    expect(await search('dense')).toEqual(sound);
  });
});

describe('a damaged or hostile list of encoders', () => {
  /** A list with the checksum that it should have. */
  const list = (...encoders: object[]): string => {
    const sum = crc32(JSON.stringify(encoders)).toString(16).padStart(8, '0');
    return `${JSON.stringify({ encoders, crc32: sum }, undefined, 2)}\n`;
  };
  const entry = (value: object): string =>
    list({ kind: 'dense', encoder: 'minilm', folder: 'dense-1', ...value });
  const texts = [
    '',
    '[',
    'null',
    '{}',
    '[null]',
    '{"encoders":[]}',
    entry({ kind: 'sparse' }),
    entry({ kind: '__proto__' }),
    entry({ encoder: 5 }),
    ...['../dense-1', '/etc', '.', 'sparse', 'dense-1/../../x', 'dense-1\n', 'impact-1', 'dense-1e9', 7].map(
      (value) => entry({ folder: value }),
    ),
  ];

  it('is refused by its name before any work, and says what helps', async () => {
    const content = readFileSync(catalogue);
    for (const text of texts) {
      writeFileSync(catalogue, text);
      for (const args of [
        ['verify'],
        ['stats'],
        ['search', '--query', 'heart', '--pipeline', 'dense'],
        ['index', '--input', '-', '--with', 'vector'],
        ['index', '--input', '-', '--replace'],
      ]) {
        const refused = await call([...args, '--index', index], corpus);
        expect({ text, args, ...refused }).toMatchObject({ code: 1, stdout: '' });
        expect(refused.stderr).toContain(`${catalogue} is damaged: delete it, and encode`);
      }
    }
    expect((await search('bm25')).code).toBe(0);
    rmSync(catalogue);
    const again = ['index', '--input', '-', '--index', index, '--with', 'vector'];
    expect(await call(again, corpus)).toMatchObject({ code: 0 });
    expect(readFileSync(catalogue)).toEqual(content);
    expect(await search('dense')).toEqual(sound);
  });

  it('is refused at every flipped bit and every cut', async () => {
    const content = readFileSync(catalogue);
    expect(content.toString()).toBe(entry({}));
    for (let place = 0; place < content.length; place++) {
      const flipped = Buffer.from(content);
      flipped[place]! ^= 1 << (place % 7);
      for (const damaged of [flipped, content.subarray(0, place)]) {
        writeFileSync(catalogue, damaged);
        expect({ place, ...(await call(['stats', '--index', index])) }).toMatchObject({
          code: 1,
          stdout: '',
        });
      }
    }
    writeFileSync(catalogue, content);
  });

  it('that names vectors of other documents is found by verify, which counts them', async () => {
    const content = readFileSync(catalogue);
    const other = join(folder, 'other.index');
    const fewer = corpus.split('\n').slice(1).join('\n');
    expect(
      await call(['index', '--input', '-', '--index', other, '--with', 'terms,vector'], fewer),
    ).toMatchObject({
      code: 0,
    });
    cpSync(join(other, 'dense-1'), join(index, 'dense-2'), { recursive: true });
    writeFileSync(catalogue, entry({ folder: 'dense-2' }));
    const { code, stdout, stderr } = await verify();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /dense-2 holds 4 documents of minilm, and .*sparse holds 5: encode them again with reprise index/,
    );
    writeFileSync(catalogue, content);
    rmSync(join(index, 'dense-2'), { recursive: true });
  });

  it('that leads to an index of another kind is refused by the name of its folder', async () => {
    const content = readFileSync(catalogue);
    cpSync(join(index, 'sparse'), join(index, 'dense-2'), { recursive: true });
    writeFileSync(catalogue, entry({ folder: 'dense-2' }));
    for (const outcome of [await verify(), await search('dense')]) {
      expect(outcome).toMatchObject({ code: 1, stdout: '' });
      expect(outcome.stderr).toMatch(/dense-2.*reprise\.sparse/);
    }
    writeFileSync(catalogue, content);
    rmSync(join(index, 'dense-2'), { recursive: true });
  });
});
