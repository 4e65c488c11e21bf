import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDocuments, readQrels, readQueries, readRun } from './index.js';
import { bytes, cases, collect } from './test-support.js';

/** Bytes of every kind, most of them nearly right. */
const fragments = [
  '<DOC>',
  '</DOC>',
  '<DOCNO>',
  '</DOCNO>',
  '<top>',
  '</top>',
  '<num>',
  '<title>',
  '{"_id":"a","text":"x"}',
  '{"id":"a",',
  '"contents":"x"}',
  '{"q":{"d":1}}',
  '[',
  '{',
  '}',
  'q Q0 d 1 1 t',
  'q 0 d 1',
  'q\td\t1',
  '\t',
  ' ',
  '\n',
  '\r\n',
  '\ufeff',
  '\0',
  '&amp;',
  '&#x110000;',
  '1e999',
  '-',
  '\u001f\u008b',
];
const content = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc.array(fc.constantFrom(...fragments), { maxLength: 12 }).map((parts) => parts.join('')),
);

const parsers = new Map<string, (content: string | Uint8Array) => Promise<unknown>>([
  ['documents of any format', (source) => collect(readDocuments(bytes(source, 9)))],
  ['BEIR documents', (source) => collect(readDocuments(bytes(source, 9), { format: 'beir' }))],
  ['Anserini documents', (source) => collect(readDocuments(bytes(source, 9), { format: 'jsonl' }))],
  ['TREC documents', (source) => collect(readDocuments(bytes(source, 9), { format: 'trec' }))],
  ['MS MARCO documents', (source) => collect(readDocuments(bytes(source, 9), { format: 'msmarco' }))],
  ['queries', (source) => readQueries(bytes(source, 9))],
  ['TREC topics', (source) => readQueries(bytes(source, 9), { format: 'trec' })],
  ['judgements', (source) => readQrels(bytes(source, 9))],
  ['runs', (source) => readRun(bytes(source, 9))],
  ['JSON runs', (source) => readRun(bytes(source, 9), { format: 'json' })],
]);

describe('arbitrary bytes', () => {
  it.each([...parsers])('give %s or a typed error', (_name, parse) =>
    fc.assert(
      fc.asyncProperty(content, async (source) => {
        await parse(source).catch((error) => expect(error).toMatchObject({ name: 'RepriseError' }));
      }),
      { numRuns: cases },
    ),
  );
});
