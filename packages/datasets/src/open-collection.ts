import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compareIds, type Qrels, type Query, RepriseError, type RunOptions } from '@reprise/spec';
import { namesIn, plainOrPacked } from './beir-layout.js';
import { fileError } from './file-error.js';
import { readDocuments, type TextDocument } from './read-documents.js';
import { readQrels } from './read-qrels.js';
import { readQueries } from './read-queries.js';

/** A test collection: documents, queries, and judgements by split. */
export interface Collection {
  /** Names of the splits that have judgements, in byte order. */
  readonly splits: readonly string[];
  readonly documents: (options?: RunOptions) => AsyncIterable<TextDocument>;
  /** The queries in the order of the file: all, or those with judgements in `split`. */
  readonly queries: (split?: string, options?: RunOptions) => Promise<readonly Query<'text'>[]>;
  /** `split` is `test` by default. */
  readonly qrels: (split?: string, options?: RunOptions) => Promise<Qrels>;
}

/**
 * Opens a folder in BEIR's layout: `corpus.jsonl`, `queries.jsonl` and `qrels/<split>.tsv`, each may be `.gz`.
 * Refuses with `NOT_FOUND` a folder that lacks one of them, or a split that is not there.
 */
export async function openCollection(directory: string): Promise<Collection> {
  if (
    !(
      await stat(directory).catch((cause) => {
        throw fileError(directory, 'read', cause);
      })
    ).isDirectory()
  ) {
    throw missing(directory, 'a folder', ['a file']);
  }
  const names = await namesIn(directory);
  const judged = names.includes('qrels') ? await namesIn(join(directory, 'qrels')) : [];
  const files = new Map<string, string>();
  for (const name of judged) {
    const split = /^(.+?)\.tsv(?:\.gz)?$/.exec(name)?.[1];
    if (split !== undefined)
      files.set(split, join(directory, 'qrels', plainOrPacked(judged, `${split}.tsv`)!));
  }
  const corpus = plainOrPacked(names, 'corpus.jsonl');
  const topics = plainOrPacked(names, 'queries.jsonl');
  const lacking = [
    ...(corpus === undefined ? ['corpus.jsonl'] : []),
    ...(topics === undefined ? ['queries.jsonl'] : []),
    ...(files.size === 0 ? ['qrels/<split>.tsv'] : []),
  ];
  if (corpus === undefined || topics === undefined || files.size === 0) {
    throw missing(directory, lacking.join(' and '), names);
  }
  const splits = [...files.keys()].sort(compareIds);

  const qrels = async (split = 'test', options?: RunOptions): Promise<Qrels> => {
    const file = files.get(split);
    if (file === undefined) throw missing(join(directory, 'qrels'), `split ${split}`, splits);
    return readQrels(file, options);
  };
  return Object.freeze({
    splits,
    documents: (options?: RunOptions) =>
      readDocuments(join(directory, corpus), { ...options, format: 'beir' }),
    queries: async (split?: string, options?: RunOptions) => {
      const all = await readQueries(join(directory, topics), { ...options, format: 'beir' });
      if (split === undefined) return all;
      const judgements = await qrels(split, options);
      return all.filter(({ id }) => judgements.has(id));
    },
    qrels,
  });
}

function missing(path: string, expected: string, found: readonly string[]): RepriseError {
  const there = found.length === 0 ? 'nothing' : [...found].sort(compareIds).slice(0, 20).join(', ');
  return new RepriseError('NOT_FOUND', `${path} has no ${expected}; it has ${there}`, {
    details: { path, expected, found },
  });
}
