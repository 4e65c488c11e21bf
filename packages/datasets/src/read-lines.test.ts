import { Buffer } from 'node:buffer';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineLimit, readLines } from './read-lines.js';
import type { ByteOptions, Source } from './source.js';
import { bytes, cases, collect, inFolder, refusal } from './test-support.js';

const linesOf = async (source: Source, options: ByteOptions = {}): Promise<string[]> =>
  (await collect(readLines(source, options))).flatMap(({ lines }) => lines);

describe('readLines', () => {
  it('drops a byte order mark at the start, line feeds and carriage returns before them', async () => {
    expect(await linesOf(bytes('\ufeffone\r\n\r\ntwo \ufeff\nthr\ree'))).toEqual([
      'one',
      '',
      'two \ufeff',
      'thr\ree',
    ]);
  });

  it('gives no line for an empty source and none after a last line feed', async () => {
    expect(await linesOf(bytes(''))).toEqual([]);
    expect(await linesOf(bytes('one\n'))).toEqual(['one']);
  });

  it('splits as a string does, wherever the pieces are cut and whether packed or not', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ unit: 'binary' }).map((line) => line.replace(/[\r\n\ufeff]|\p{Surrogate}/gu, '')),
          {
            minLength: 1,
          },
        ),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        async (lines, size, packed) => {
          const content = Buffer.from(`${lines.join('\n')}\n`);
          expect(await linesOf(bytes(packed ? gzipSync(content) : content, size))).toEqual(lines);
        },
      ),
      { numRuns: 2_000 },
    ));

  it('numbers the first line of each block', async () => {
    const blocks = await collect(readLines(bytes('a\nb\nc\nd\n', 4), {}));
    expect(blocks).toEqual([
      { first: 1, lines: ['a', 'b'] },
      { first: 3, lines: ['c', 'd'] },
    ]);
  });

  it('refuses bytes that are not UTF-8 and names the line', async () => {
    const error = await refusal(() => linesOf(bytes(Buffer.from([97, 10, 98, 0xe9, 10, 99, 10]))));
    expect(error).toMatchObject({ code: 'PARSE_ERROR', details: { path: 'stream', line: 2 } });
    expect(error.message).toMatch(/^stream:2: expected UTF-8/);
  });

  it('takes a line of 16 MiB and refuses a longer one, ended or not', async () => {
    const longest = Buffer.alloc(lineLimit, 97);
    expect((await linesOf(bytes(Buffer.concat([longest, Buffer.from('\nb\n')]))))[1]).toBe('b');
    for (const end of ['a\n', 'a']) {
      const error = await refusal(() => linesOf(bytes(Buffer.concat([longest, Buffer.from(end)]))));
      expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { line: 1 } });
    }
  });

  it('joins the members of a gzip file and refuses one cut anywhere', async () => {
    const packed = Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]);
    expect(await linesOf(bytes(packed))).toEqual(['one', 'two']);
    const single = gzipSync('one line\n'.repeat(5));
    for (let length = 2; length < single.length; length++) {
      const error = await refusal(() => linesOf(bytes(single.subarray(0, length))));
      expect(error.code).toBe('CORRUPT_FILE');
    }
  });

  it('refuses damaged gzip and names the file', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'corpus.jsonl.gz');
      const packed = gzipSync('some text that is packed');
      packed[packed.length - 6]! ^= 1;
      await writeFile(path, packed);
      expect(await refusal(() => linesOf(path))).toMatchObject({ code: 'CORRUPT_FILE', details: { path } });
    }));

  it('refuses a path that is not there, a folder, and a stream of strings', async () => {
    expect(await refusal(() => linesOf('nowhere/at-all'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(() => linesOf('.'))).toMatchObject({ code: 'IO_FAILED' });
    const strings = (async function* () {
      yield 'text';
    })() as unknown as AsyncIterable<Uint8Array>;
    expect(await refusal(() => linesOf(strings))).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('passes on the failure of a stream, packed or not, as a typed error', async () => {
    for (const start of [Buffer.from('text\n'), gzipSync('text\n').subarray(0, 8)]) {
      const failing = (async function* () {
        yield start;
        throw new Error('the line broke');
      })();
      const error = await refusal(() => linesOf(failing));
      expect(error.code).toBe('IO_FAILED');
      expect(error.message).toMatch(/the line broke/);
    }
  });

  it('stops with ABORTED and closes the stream it reads', async () => {
    const controller = new AbortController();
    let closed = false;
    const endless = (async function* () {
      try {
        while (true) yield Buffer.from('line\n');
      } finally {
        closed = true;
      }
    })();
    const error = await refusal(async () => {
      for await (const _ of readLines(endless, { signal: controller.signal })) controller.abort('enough');
    });
    expect(error).toMatchObject({ code: 'ABORTED', cause: 'enough' });
    expect(closed).toBe(true);
  });

  it('meets arbitrary bytes with lines or a typed error', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        async (content, size) => {
          await linesOf(bytes(content, size)).catch((error) =>
            expect(error).toMatchObject({ name: 'RepriseError' }),
          );
        },
      ),
      { numRuns: cases },
    ));
});
