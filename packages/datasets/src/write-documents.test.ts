import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ProgressEvent } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCollection } from './open-collection.js';
import { readDocuments, type TextDocument } from './read-documents.js';
import {
  anyId,
  bytes,
  cases,
  collect,
  hostileIds,
  inFolder,
  refusal,
  shared,
  tabId,
  wordId,
  written,
} from './test-support.js';
import { type WriteDocumentsOptions, writeDocuments } from './write-documents.js';

type Format = NonNullable<WriteDocumentsOptions['format']>;

const content = (documents: Iterable<TextDocument>, format: Format) =>
  written((target) => writeDocuments(target, documents, { format }));

/** The documents as they come back. */
const through = async (documents: Iterable<TextDocument>, format: Format) =>
  collect(readDocuments(bytes(await content(documents, format)), { format }));

const refused = (document: object, format: Format) =>
  refusal(() => content([document as TextDocument], format));

/** What could be taken for the syntax of a format. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(...'<>&;#/\n\r\t a', '&lt', '<DOC>', '</TEXT>'),
  }),
  fc.constantFrom('', '\ufeff', '\u2028', '&nbsp;', '&#32;', '\u0085', '\0', '__proto__', '{', '[', '\ud800'),
);
const wellFormed = anyText.filter((text) => !/\p{Surrogate}/u.test(text));
const trimmedId = anyId.filter((id) => id === id.trim());
const terms = fc
  .array(fc.tuple(anyId, fc.double({ noNaN: true, noDefaultInfinity: true })))
  .map((entries) => new Map(entries));

const documentsOf: Readonly<Record<Format, fc.Arbitrary<TextDocument>>> = {
  beir: fc.record({ id: trimmedId, text: anyText }),
  jsonl: fc.record({ id: trimmedId, text: anyText, terms }, { requiredKeys: ['id', 'text'] }),
  trec: fc.record({ id: wordId, text: wellFormed }),
  msmarco: fc
    .record({ id: tabId, text: wellFormed.filter((text) => !/[\t\n\r]/.test(text)) })
    .filter(({ id, text }) => `${id}${text}`.trim() !== ''),
};
const formats = Object.keys(documentsOf) as Format[];

describe('writeDocuments', () => {
  const two = [
    { id: 'a', text: 'Fish & chips,\n <hot>' },
    { id: 'b', text: '' },
  ];

  it('writes BEIR lines with an empty title', async () => {
    expect(await content(two, 'beir')).toBe(
      '{"_id":"a","title":"","text":"Fish & chips,\\n <hot>"}\n{"_id":"b","title":"","text":""}\n',
    );
  });

  it('writes Anserini lines, with the weights of terms in their order', async () => {
    const weighted = new Map([
      ['x', 0.5],
      ['10', 2],
      ['__proto__', -0],
    ]);
    expect(await content([...two, { id: 'c', text: '', terms: weighted }], 'jsonl')).toBe(
      '{"id":"a","contents":"Fish & chips,\\n <hot>"}\n{"id":"b","contents":""}\n' +
        '{"id":"c","contents":"","vector":{"x":0.5,"10":2,"__proto__":-0}}\n',
    );
  });

  it('writes TREC documents, with references for what SGML would take for its own', async () => {
    expect(await content(two, 'trec')).toBe(
      '<DOC>\n<DOCNO>a</DOCNO>\n<TEXT>\nFish &amp; chips,&#10; &lt;hot>\n</TEXT>\n</DOC>\n' +
        '<DOC>\n<DOCNO>b</DOCNO>\n<TEXT>\n\n</TEXT>\n</DOC>\n',
    );
  });

  it('writes MS MARCO lines', async () => {
    expect(await content([{ id: '7', text: 'one  two' }, two[1]!], 'msmarco')).toBe('7\tone  two\nb\t\n');
  });

  it.each(formats)('%s comes back as it was', (format) =>
    fc.assert(
      fc.asyncProperty(fc.array(documentsOf[format], { minLength: 1, maxLength: 5 }), async (expected) => {
        expect(await through(expected, format)).toEqual(expected);
      }),
      { numRuns: cases },
    ),
  );

  it.each(formats)('%s comes back as it was or is refused by name, whatever it is', (format) =>
    fc.assert(
      fc.asyncProperty(fc.record({ id: anyId, text: anyText }), async (expected) => {
        const result = await through([expected], format).catch((error) => error);
        if (Array.isArray(result)) expect(result).toEqual([expected]);
        else {
          expect(result.code).toMatch(/^INVALID_(?:ID|INPUT)$/);
          expect(result.details.id ?? result.details.value).toBe(expected.id);
        }
      }),
      { numRuns: 2000 },
    ),
  );

  it.each(formats)('%s holds hostile ids', async (format) => {
    const ids = hostileIds.filter((id) => format === 'trec' || format === 'msmarco' || id === id.trim());
    const documents = ids.map((id) => ({ id, text: 'x' }));
    expect(await through(documents, format)).toEqual(documents);
  });

  it.each([
    ['beir', ' a', 'white space at its ends'],
    ['jsonl', 'a\n', 'white space at its ends'],
    ['trec', 'a b', 'white space'],
    ['trec', '\ufeffa', 'byte order mark'],
    ['msmarco', 'a\tb', 'a tab'],
    ['msmarco', 'a\rb', 'a line break'],
    ['msmarco', '', 'is empty'],
    ['beir', '\ud800', 'surrogate'],
  ] as const)('refuses in %s the id %j', async (format, id, fault) => {
    const error = await refused({ id, text: 'x' }, format);
    expect(error.code).toBe('INVALID_ID');
    expect(error.message).toContain(fault);
  });

  it.each([
    [
      'msmarco',
      { text: 'x\ty' },
      'has a tab or a line break, which msmarco files cannot hold: use the format beir',
    ],
    ['msmarco', { text: 'x\ny' }, 'has a tab or a line break'],
    ['msmarco', { text: 'x\ry' }, 'has a tab or a line break'],
    ['msmarco', { text: '\udc00' }, 'has half a character'],
    ['msmarco', { id: ' ', text: ' ' }, 'has only white space'],
    ['trec', { text: 'x\ud800' }, 'has half a character, which trec files cannot hold: use the format beir'],
    ['beir', { terms: new Map() }, 'has terms, which beir files cannot hold: use the format jsonl'],
    ['trec', { terms: new Map() }, 'has terms'],
    [
      'jsonl',
      { terms: new Map([['t', Number.NaN]]) },
      'gives the term "t" the weight NaN: give a finite number',
    ],
    ['beir', { text: undefined }, 'has no text: give one'],
    ['jsonl', { text: 7 }, 'has no text: give one'],
  ] as const)('refuses in %s a document with %j by its id', async (format, given, fault) => {
    const error = await refused({ id: 'd1', text: 'x', ...given }, format);
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.message).toContain(`document ${JSON.stringify('id' in given ? given.id : 'd1')} ${fault}`);
  });

  it.each(formats)('%s writes 16 MiB, which readers take, and refuses more', async (format) => {
    const room = 16 * 1024 * 1024 - (await content([{ id: 'd', text: '' }], format)).length;
    const full = { id: 'd', text: 'x'.repeat(room) };
    expect(await through([full], format)).toEqual([full]);
    const wide = { id: 'd', text: 'é'.repeat(room / 2 + 1) };
    expect(await refused(wide, format)).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { id: 'd' } });
  });

  it('refuses a format it does not know', async () => {
    for (const format of ['folder', 'toString']) {
      const error = await refusal(() => content(two, format as Format));
      expect(error.message).toBe(`format is "${format}": give one of beir, jsonl, trec, msmarco`);
    }
  });

  it('packs a file named .gz and leaves the older file when the documents end in an error', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'corpus.jsonl.gz');
      await writeDocuments(path, two);
      expect(gunzipSync(await readFile(path)).toString()).toBe(await content(two, 'beir'));
      const failing = (async function* () {
        for (let i = 0; i < 5000; i++) yield { id: `d${i}`, text: 'some words' };
        yield { id: '', text: '' };
      })();
      expect(await refusal(() => writeDocuments(path, failing))).toMatchObject({ code: 'INVALID_ID' });
      expect(await readdir(folder)).toEqual(['corpus.jsonl.gz']);
      expect(await collect(readDocuments(folder))).toEqual(two);
    }));

  it('stops at the next document when it is aborted, closes its source and leaves no file', () =>
    inFolder(async (folder) => {
      const controller = new AbortController();
      let given = 0;
      let closed = false;
      const endless = (async function* () {
        try {
          for (; ; given++) {
            if (given === 10) controller.abort();
            yield { id: `d${given}`, text: 'x' };
          }
        } finally {
          closed = true;
        }
      })();
      const { signal } = controller;
      const error = await refusal(() => writeDocuments(join(folder, 'x'), endless, { signal }));
      expect(error.code).toBe('ABORTED');
      expect({ given, closed, files: await readdir(folder) }).toEqual({ given: 10, closed: true, files: [] });
    }));

  it('tells how many documents it has written, every thousand and at the end', async () => {
    const counts = async (number: number): Promise<number[]> => {
      const events: ProgressEvent[] = [];
      const documents = Array.from({ length: number }, (_, i) => ({ id: `${i}`, text: 'x' }));
      await written((target) =>
        writeDocuments(target, documents, { onProgress: (event) => events.push(event) }),
      );
      for (const event of events)
        expect(event).toMatchObject({ kind: 'progress', stage: 'save', unit: 'documents' });
      return events.map(({ done }) => done);
    };
    expect(await counts(2500)).toEqual([1000, 2000, 2500]);
    expect(await counts(1000)).toEqual([1000]);
    expect(await counts(0)).toEqual([]);
  });

  it('turns one format into another as a stream, in little memory', () =>
    inFolder(async (folder) => {
      const count = 100_000;
      const text = 'some words '.repeat(50);
      const start = process.memoryUsage().heapUsed;
      let most = 0;
      const source = (async function* () {
        for (let i = 0; i < count; i++) {
          if (i % 1000 === 0) most = Math.max(most, process.memoryUsage().heapUsed);
          yield { id: `d${i}`, text };
        }
      })();
      await writeDocuments(join(folder, 'a.tsv'), source, { format: 'msmarco' });
      await writeDocuments(join(folder, 'b.sgml'), readDocuments(join(folder, 'a.tsv')), { format: 'trec' });
      let found = 0;
      for await (const document of readDocuments(join(folder, 'b.sgml'))) {
        if (document.text === text && document.id === `d${found}`) found++;
      }
      expect(found).toBe(count);
      expect(most - start).toBeLessThan(128 * 1024 * 1024);
    }));
});

describe.skipIf(!shared.available)(`writeDocuments on a published collection${shared.note}`, () => {
  it.each(formats)('%s holds every document that it does not refuse', async (format) => {
    const collection = await openCollection(shared.path('collections/nfcorpus'));
    const documents = await collect(collection.documents());
    const fitting = format === 'msmarco' ? documents.filter(({ text }) => !/[\t\n\r]/.test(text)) : documents;
    expect(fitting.length).toBeGreaterThan(3000);
    expect(await through(fitting, format)).toEqual(fitting);
  });
});
