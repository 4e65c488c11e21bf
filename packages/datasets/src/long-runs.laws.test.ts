import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { readCiff, readDocuments, readQrels, readQueries, readRun, readVectors } from './index.js';
import { bytes, collect } from './test-support.js';

const mebibyte = 2 ** 20;

/**
 * A megabyte after which no match can follow. An expression that tries every way to cut it takes minutes, and the test
 * then ends by its time limit.
 */
const runs: readonly string[] = [
  'a',
  '0',
  ' ',
  '\t',
  '\u00a0',
  '<',
  '<a',
  '</',
  '&',
  '&#',
  '"',
  '{',
  '[',
  '.',
  '\0',
];

type Parse = (run: string) => Promise<unknown>;
const all = (items: AsyncIterable<unknown>): Promise<unknown> => collect(items);

const parsers: Readonly<Record<string, Parse>> = {
  'BEIR documents': (run) => all(readDocuments(bytes(`{"_id":"${run}`), { format: 'beir' })),
  'Anserini documents': (run) => all(readDocuments(bytes(`{"id":"a","vector":${run}`), { format: 'jsonl' })),
  'TREC texts': (run) =>
    all(readDocuments(bytes(`<DOC><DOCNO>1</DOCNO><TEXT>x <${run}</TEXT></DOC>`), { format: 'trec' })),
  'TREC numbers': (run) => all(readDocuments(bytes(`<DOC><DOCNO>${run}</DOC>`), { format: 'trec' })),
  'TREC elements': (run) =>
    all(readDocuments(bytes(`<DOC><DOCNO>1</DOCNO><TEXT ${run}</DOC>`), { format: 'trec' })),
  'MS MARCO documents': (run) => all(readDocuments(bytes(`7${run}\tx`), { format: 'msmarco' })),
  'documents of an unknown format': (run) => all(readDocuments(bytes(run))),
  'numbers of topics': (run) => readQueries(bytes(`<top><num>${run}x<title>x</top>`), { format: 'trec' }),
  'titles of topics': (run) => readQueries(bytes(`<top><num>1<title>x <${run}</top>`), { format: 'trec' }),
  'tags of topics': (run) => readQueries(bytes(`<top><${run}`), { format: 'trec' }),
  queries: (run) => readQueries(bytes(`7${run}\tx`)),
  'grades of judgements': (run) => readQrels(bytes(`q 0 d ${run}x`)),
  judgements: (run) => readQrels(bytes(run)),
  'scores of runs': (run) => readRun(bytes(`q Q0 d 1 ${run}x t`)),
  'JSON runs': (run) => readRun(bytes(`{${run}`)),
  runs: (run) => readRun(bytes(run)),
  'CIFF indexes': (run) => all(readCiff(bytes(run))),
  'jsonl vectors': (run) =>
    all(readVectors(bytes(`{"docid":"a","vector":[${run}`), { format: 'jsonl', space: 's' })),
  'npy headers': (run) => {
    // A header has 64 KiB at most.
    const file = `\x93NUMPY\x02\0\0\0\x01\0${`{'descr': '${run}`.slice(0, 2 ** 16)}`;
    return all(readVectors(bytes(Buffer.from(file, 'latin1')), { format: 'npy', space: 's' }));
  },
};

it.each(Object.entries(parsers))('%s come to an end on a megabyte of anything', async (_name, parse) => {
  for (const run of runs) {
    await parse(run.repeat(mebibyte / run.length)).catch((error) =>
      expect(error).toMatchObject({ name: 'RepriseError' }),
    );
  }
});
