import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareHits } from '@reprise/spec';
import { afterAll, describe, expect, it } from 'vitest';
import {
  openRun,
  readCiff,
  readDocuments,
  readQrels,
  readQueries,
  readRun,
  readRunRows,
  readVectors,
  writeCiff,
  writeDocuments,
  writeQrels,
  writeQueries,
  writeRun,
  writeVectors,
} from './index.js';
import { collect, inFolder, refusal } from './test-support.js';

const ownKeys = Reflect.ownKeys(Object.prototype);
afterAll(() => expect(Reflect.ownKeys(Object.prototype)).toEqual(ownKeys));

/** Ids that every format holds. */
const plain: readonly string[] = [
  ...['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'prototype', 'then', 'length'],
  ...['-', '--', '#', '#1', '../..', '/', 'C:\\x', '%00', '*', '"', "'", '`', '"a"', '{', '[', '{}', '<DOC>'],
  ...[
    '&amp;',
    '&#0;',
    '<!--',
    '</top>',
    'Number:1',
    'query-id',
    '_id',
    'Q0',
    '0',
    '-0',
    '1e999',
    'NaN',
    'null',
  ],
  ...[
    '9'.repeat(400),
    '🦑🏳️‍🌈',
    'é',
    'e\u0301',
    '\ue000',
    '\u{10000}',
    '\uffff',
    '\0',
    '\u001f',
    '\u0085',
    '\u200b',
  ],
  ...['a\u00a0b', 'a\u2028b', 'x'.repeat(64 * 1024)],
];

/** Ids that some formats refuse, by what tells them apart. */
const spaced: readonly string[] = [
  ...[
    ' ',
    'a b',
    ' a',
    'a ',
    '\t',
    'a\tb',
    '\n',
    'a\nb',
    'a\r',
    '\r\n',
    'a\vb',
    '\f',
    '\ufeffa',
    '\u00a0',
    '\u2028',
  ],
];

const inColumns = (id: string) => !/[\t-\r \ufeff]/.test(id);
const inTabs = (id: string) => !/[\t\n\r\ufeff]/.test(id);
const trimmed = (id: string) => id === id.trim();
const any = () => true;

interface Format {
  /** Which ids it holds. */
  readonly holds: (id: string) => boolean;
  readonly write: (path: string, ids: readonly string[]) => Promise<void>;
  /** Every id that the file has, in any role. */
  readonly read: (path: string) => Promise<readonly (readonly string[])[]>;
}

const documents =
  (format: 'beir' | 'jsonl' | 'trec' | 'msmarco'): Format['write'] =>
  (path, ids) =>
    writeDocuments(
      path,
      ids.map((id) => ({ id, text: 'x' })),
      { format },
    );
const idsOf = async (items: AsyncIterable<{ readonly id: string }>) => [
  (await collect(items)).map(({ id }) => id),
];
const hitsOf = (ids: readonly string[]) => ids.map((id) => ({ id, score: 1 })).sort(compareHits);
const runOf = (ids: readonly string[]) => new Map(ids.map((id) => [id, hitsOf(ids)]));
const vectorsOf = (ids: readonly string[]) =>
  ids.map((id) => ({ id, vector: { space: '__proto__', data: Float32Array.of(1) } }));

const formats: Readonly<Record<string, Format>> = {
  'BEIR documents': {
    holds: trimmed,
    write: documents('beir'),
    read: (path) => idsOf(readDocuments(path, { format: 'beir' })),
  },
  'Anserini documents': {
    holds: trimmed,
    write: (path, ids) =>
      writeDocuments(
        path,
        ids.map((id) => ({ id, text: '', terms: new Map([[id, 1]]) })),
        { format: 'jsonl' },
      ),
    read: async (path) => {
      const all = await collect(readDocuments(path, { format: 'jsonl' }));
      return [all.map(({ id }) => id), all.flatMap(({ terms }) => [...terms!.keys()])];
    },
  },
  'TREC documents': {
    holds: inColumns,
    write: documents('trec'),
    read: (path) => idsOf(readDocuments(path, { format: 'trec' })),
  },
  'MS MARCO documents': {
    holds: inTabs,
    write: documents('msmarco'),
    read: (path) => idsOf(readDocuments(path, { format: 'msmarco' })),
  },
  ...Object.fromEntries(
    (['tsv', 'beir', 'trec'] as const).map((format): [string, Format] => [
      `${format} queries`,
      {
        holds: { tsv: inTabs, beir: trimmed, trec: inColumns }[format],
        write: (path, ids) =>
          writeQueries(
            path,
            ids.map((id) => ({ id, text: 'x' })),
            { format },
          ),
        read: async (path) => [(await readQueries(path, { format })).map(({ id }) => id)],
      },
    ]),
  ),
  ...Object.fromEntries(
    (['trec', 'beir'] as const).map((format): [string, Format] => [
      `${format} judgements`,
      {
        holds: format === 'trec' ? inColumns : inTabs,
        write: (path, ids) =>
          writeQrels(path, new Map(ids.map((id) => [id, new Map(ids.map((other) => [other, 1]))])), {
            format,
          }),
        read: async (path) => {
          const qrels = await readQrels(path);
          return [[...qrels.keys()], ...[...qrels.values()].map((grades) => [...grades.keys()])];
        },
      },
    ]),
  ),
  ...Object.fromEntries(
    (['trec', 'msmarco', 'json'] as const).map((format): [string, Format] => [
      `${format} runs`,
      {
        holds: format === 'json' ? any : inColumns,
        write: (path, ids) => writeRun(path, runOf(ids), { format }),
        read: async (path) => {
          const run = await readRun(path, { format });
          const opened = await openRun(path, { format });
          const rows = await collect(readRunRows(path, { format }));
          expect(opened.queries).toEqual([...run.keys()]);
          for (const [query, hits] of run) expect(await opened.hits(query)).toEqual(hits);
          await opened.close();
          return [
            [...run.keys()],
            [...new Set(rows.map(({ query }) => query))],
            [...new Set(rows.map(({ id }) => id))],
            ...[...run.values()].map((hits) => hits.map(({ id }) => id)),
          ];
        },
      },
    ]),
  ),
  'CIFF indexes': {
    holds: any,
    write: (path, ids) =>
      writeCiff(
        path,
        ids.map((id) => ({ id, terms: new Map([[id, 1]]) })),
      ),
    read: async (path) => {
      const all = await collect(readCiff(path));
      return [all.map(({ id }) => id), all.flatMap(({ terms }) => [...terms.keys()])];
    },
  },
  'jsonl vectors': {
    holds: trimmed,
    write: (path, ids) => writeVectors(path, vectorsOf(ids), { format: 'jsonl' }),
    read: (path) => idsOf(readVectors(path, { format: 'jsonl', space: '__proto__' })),
  },
  ...Object.fromEntries(
    (['npy', 'safetensors'] as const).map((format): [string, Format] => [
      `ids beside ${format} vectors`,
      {
        holds: inTabs,
        write: (path, ids) => writeVectors(path, vectorsOf(ids), { format, ids: `${path}.ids` }),
        read: (path) => idsOf(readVectors(path, { format, space: '__proto__', ids: `${path}.ids` })),
      },
    ]),
  ),
};

describe.each(Object.entries(formats))('%s', (_name, { holds, write, read }) => {
  const fitting = [...plain, ...spaced].filter(holds);

  it('hold every hostile id that the format can hold', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'file');
      await write(path, fitting);
      for (const ids of await read(path)) expect([...ids].sort()).toEqual([...fitting].sort());
    }));

  it('refuse the others by name and write nothing', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'file');
      for (const id of [...spaced.filter((each) => !holds(each)), '', '\ud800', 'a\udc00']) {
        const error = await refusal(() => write(path, ['first', id]));
        expect(error).toMatchObject({ code: 'INVALID_ID', details: { value: id } });
        expect(await readdir(folder)).toEqual([]);
      }
      await write(path, ['older']);
      const before = await readFile(path);
      await refusal(() => write(path, ['']));
      expect(await readFile(path)).toEqual(before);
    }));
});
