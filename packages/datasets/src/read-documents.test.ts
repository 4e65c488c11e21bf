import { Buffer } from 'node:buffer';
import { mkdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Progress } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReadDocumentsOptions, readDocuments } from './read-documents.js';
import type { Source } from './source.js';
import { anyId, bytes, cases, collect, hostileIds, inFolder, refusal } from './test-support.js';

const read = (source: Source, options?: ReadDocumentsOptions) => collect(readDocuments(source, options));

describe('BEIR and Anserini lines', () => {
  it('joins title and text by one blank, adds nothing for an empty title, and strips ids', async () => {
    const lines = [
      '{"_id": "a", "title": "The title", "text": "the text", "metadata": {}}',
      '',
      '{"_id": "b\\n", "title": "", "text": "only text"}',
      '{"_id": 12, "title": null, "text": ""}',
    ];
    expect(await read(bytes(lines.join('\r\n')))).toEqual([
      { id: 'a', text: 'The title the text' },
      { id: 'b', text: 'only text' },
      { id: '12', text: '' },
    ]);
  });

  it('reads the contents of Anserini documents and the weights of their terms', async () => {
    const lines = '{"id":"a","contents":"x y"}\n{"id":"b","vector":{"__proto__":2,"x":0.5}}\n';
    const terms = new Map([
      ['__proto__', 2],
      ['x', 0.5],
    ]);
    expect(await read(bytes(lines))).toEqual([
      { id: 'a', text: 'x y' },
      { id: 'b', text: '', terms },
    ]);
  });

  it('reads one array, and one object over several lines', async () => {
    expect(
      await read(bytes('[\n{"_id":"a","text":"x"},\n{"_id":"b","text":"y"}]'), { format: 'beir' }),
    ).toHaveLength(2);
    expect(await read(bytes('{\n"id": "a",\n\n"contents": "x"\n}\n'))).toEqual([{ id: 'a', text: 'x' }]);
  });

  it.each([
    ['{"_id":"a","text":"x"}\n{"_id":"b","te', 2, /a JSON object/],
    ['{"_id":"a","text":"x"}\n\n[1]', 3, /a JSON object/],
    ['{"_id":"a","title":"x"}', 1, /"text" with a text/],
    ['{"_id":"","text":"x"}', 1, /"_id" with an id/],
    ['{"_id":"\\ud800","text":"x"}', 1, /"_id" with an id/],
    ['{"_id":1.5,"text":"x"}', 1, /"_id" with an id/],
    ['{"_id":"a","text":["x"]}', 1, /"text" with a text/],
    ['{"id":"a","contents":"x","vector":{"t":"1"}}', 1, /a number for each term/],
    ['{"id":"a","vector":[1]}', 1, /a number for each term/],
    ['{"id":"a"}', 1, /"contents" with a text/],
    ['[{"_id":"a","text":"x"}, 7]', 1, /an array of JSON objects, found "7"/],
  ])('refuses %j at line %i', async (content, line, message) => {
    const error = await refusal(() => read(bytes(content)));
    expect(error).toMatchObject({ code: 'PARSE_ERROR', details: { line } });
    expect(error.message).toMatch(message);
  });

  it('reads any id and text back', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype).join();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyId, fc.string({ unit: 'binary' }))), async (pairs) => {
        const documents = pairs
          .filter(([id]) => id === id.trim() && id !== '')
          .map(([id, text]) => ({ id, text }));
        if (documents.length === 0) return;
        const beir = documents.map(({ id, text }) => `${JSON.stringify({ _id: id, text })}\n`).join('');
        expect(await read(bytes(beir), { format: 'beir' })).toEqual(documents);
        const anserini = documents
          .map(({ id, text }) => `${JSON.stringify({ id, contents: text })}\n`)
          .join('');
        expect(await read(bytes(anserini), { format: 'jsonl' })).toEqual(documents);
      }),
      { numRuns: cases },
    );
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
  });
});

describe('MS MARCO lines', () => {
  it('splits at the first tab and skips blank lines', async () => {
    expect(await read(bytes('7\tone\ttwo\n\n8\t\n'))).toEqual([
      { id: '7', text: 'one\ttwo' },
      { id: '8', text: '' },
    ]);
  });

  it.each(['no tab here', '\ttext without an id'])('refuses %j', async (line) => {
    const error = await refusal(() => read(bytes(`7\tone\n${line}\n`), { format: 'msmarco' }));
    expect(error).toMatchObject({ code: 'PARSE_ERROR', details: { line: 2 } });
  });

  it('holds hostile ids', async () => {
    const ids = hostileIds.filter((id) => !/[\t\r\n]/.test(id));
    const documents = await read(bytes(ids.map((id) => `${id}\ttext\n`).join('')), { format: 'msmarco' });
    expect(documents.map(({ id }) => id)).toEqual(ids);
  });
});

describe('a folder of texts', () => {
  const fill = async (folder: string): Promise<void> => {
    for (const name of ['b', '.hidden', 'node_modules']) await mkdir(join(folder, name));
    await writeFile(join(folder, 'b', 'page.html'), '<p>a page</p>');
    await writeFile(join(folder, 'b', 'note.md'), '# a note');
    await writeFile(join(folder, 'b.txt'), '\ufeff plain \n');
    await writeFile(join(folder, 'Z.TXT.gz'), gzipSync('packed'));
    await writeFile(join(folder, '\u{10000}.txt'), 'above');
    await writeFile(join(folder, '\ue000.txt'), 'below');
    await writeFile(join(folder, 'picture.png'), 'no text');
    for (const name of ['.hidden', 'node_modules']) await writeFile(join(folder, name, 'x.txt'), 'not this');
    await symlink(join(folder, 'b.txt'), join(folder, 'link.txt'));
    await symlink(folder, join(folder, 'loop'));
  };

  it('gives files by their path, in byte order, without hidden ones and links', () =>
    inFolder(async (folder) => {
      await fill(folder);
      const expected = [
        { id: 'Z.TXT.gz', text: 'packed' },
        { id: 'b.txt', text: 'plain' },
        { id: 'b/note.md', text: 'a note' },
        { id: 'b/page.html', text: 'a page' },
        { id: '\ue000.txt', text: 'below' },
        { id: '\u{10000}.txt', text: 'above' },
      ];
      expect(await read(folder)).toEqual(expected);
      expect(await read(folder, { format: 'folder' })).toEqual(expected);
      expect(await read(join(folder, 'b', 'note.md'))).toEqual([{ id: 'note.md', text: 'a note' }]);
    }));

  it('leaves out a file that is not UTF-8 with a warning', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'latin.txt'), Buffer.from([0x63, 0xe9]));
      await writeFile(join(folder, 'utf.txt'), 'é');
      const events: Progress[] = [];
      expect(await read(folder, { onProgress: (event) => events.push(event) })).toEqual([
        { id: 'utf.txt', text: 'é' },
      ]);
      const warnings = events.filter(({ kind }) => kind === 'warning');
      expect(warnings).toMatchObject([{ code: 'SKIPPED_DOCUMENT', stage: 'read', id: 'latin.txt' }]);
    }));

  it('refuses a file above 16 MiB by name', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'large.txt');
      await writeFile(path, '');
      await truncate(path, 16 * 1024 * 1024 + 1);
      expect(await refusal(() => read(folder))).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { path } });
    }));
});

describe('readDocuments', () => {
  it('prefers corpus.jsonl in a folder, packed or not, then texts, then JSON', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'b.json'), '{"id":"b","contents":"y"}');
      await writeFile(join(folder, 'a.jsonl'), '{"id":"a","contents":"x"}');
      expect((await read(folder)).map(({ id }) => id)).toEqual(['a', 'b']);
      await writeFile(join(folder, 'readme.md'), 'text');
      expect((await read(folder)).map(({ id }) => id)).toEqual(['readme.md']);
      await writeFile(join(folder, 'corpus.jsonl.gz'), gzipSync('{"_id":"c","text":"z"}'));
      expect((await read(folder)).map(({ id }) => id)).toEqual(['c']);
      expect(await read(folder, { format: 'jsonl' }).catch(({ code }) => code)).toBe('PARSE_ERROR');
    }));

  it.each([
    ['docs.txt', '\n<DOC><DOCNO>1</DOCNO>x</DOC>', '1'],
    ['docs', '<?xml version="1.0"?>\n<DOC><DOCNO>1</DOCNO>x</DOC>', '1'],
    ['collection.tsv', '1\tx', '1'],
    ['a.jsonl', '{"_id": "1", "text": "x"}', '1'],
    ['a.json', '{"id": "1", "contents": "x"}', '1'],
    ['a.md', '[x](y) {', 'a.md'],
    ['a.txt', 'a\tb', 'a.txt'],
  ])('tells the format of %s', (name, content, id) =>
    inFolder(async (folder) => {
      await writeFile(join(folder, name), content);
      expect((await read(join(folder, name))).map((document) => document.id)).toEqual([id]);
      await writeFile(join(folder, `${name}.gz`), gzipSync(content));
      expect(await read(join(folder, `${name}.gz`))).toHaveLength(1);
    }),
  );

  it('says what it looked for where there is nothing', () =>
    inFolder(async (folder) => {
      expect(await refusal(() => read(join(folder, 'gone')))).toMatchObject({ code: 'NOT_FOUND' });
      const empty = await refusal(() => read(folder));
      expect(empty.code).toBe('NOT_FOUND');
      expect(empty.message).toMatch(/corpus\.jsonl, text files .*or JSON files/);
      await writeFile(join(folder, 'empty.jsonl'), '\n');
      expect(await refusal(() => read(join(folder, 'empty.jsonl')))).toMatchObject({ code: 'PARSE_ERROR' });
      await writeFile(join(folder, 'data.bin'), 'what is this');
      const unknown = await refusal(() => read(join(folder, 'data.bin')));
      expect(unknown.code).toBe('UNSUPPORTED_FORMAT');
      expect(unknown.message).toMatch(/beir, jsonl, trec, msmarco, folder/);
    }));

  it('refuses a format it does not know, and a stream as a folder', async () => {
    const format = 'csv' as 'beir';
    expect((await refusal(() => read(bytes('x'), { format }))).message).toMatch(
      /format is "csv".*beir, jsonl/,
    );
    expect(await refusal(() => read(bytes('x'), { format: 'folder' }))).toMatchObject({
      code: 'INVALID_OPTION',
    });
  });

  it('tells how many bytes of how many it has read, as stored', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'corpus.jsonl.gz');
      await writeFile(path, gzipSync('{"_id":"a","text":"x"}\n'.repeat(9)));
      const { length } = await readFile(path);
      expect(gunzipSync(await readFile(path)).length).toBeGreaterThan(length);
      const events: Progress[] = [];
      await read(folder, { onProgress: (event) => events.push(event) });
      expect(events.at(-1)).toEqual({
        kind: 'progress',
        stage: 'read',
        unit: 'bytes',
        done: length,
        total: length,
      });
    }));

  it('stops when its signal is aborted, before and in between', async () => {
    const controller = new AbortController();
    const error = await refusal(async () => {
      const source = bytes('{"_id":"a","text":"x"}\n'.repeat(1000), 100);
      for await (const _ of readDocuments(source, { signal: controller.signal })) controller.abort();
    });
    expect(error.code).toBe('ABORTED');
    expect(await refusal(() => read('.', { signal: controller.signal }))).toMatchObject({ code: 'ABORTED' });
  });

  it('closes its file when the caller stops early', async () => {
    let closed = false;
    const source = (async function* () {
      try {
        while (true) yield Buffer.from('1\tx\n');
      } finally {
        closed = true;
      }
    })();
    for await (const _ of readDocuments(source)) break;
    expect(closed).toBe(true);
  });

  it('streams 64 MiB in little memory', async () => {
    const line = Buffer.from(`${JSON.stringify({ _id: 'x', text: 'some words '.repeat(50) })}\n`.repeat(400));
    let most = 0;
    const source = (async function* () {
      for (let done = 0; done < 64 * 1024 * 1024; done += line.length) {
        most = Math.max(most, process.memoryUsage().heapUsed);
        yield line;
      }
    })();
    const start = process.memoryUsage().heapUsed;
    let count = 0;
    for await (const _ of readDocuments(source)) count++;
    expect(count).toBeGreaterThan(100_000);
    expect(most - start).toBeLessThan(128 * 1024 * 1024);
  });
});
