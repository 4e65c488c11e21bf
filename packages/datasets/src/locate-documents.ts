import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RepriseError } from '@reprise/spec';
import { findCorpus } from './beir-layout.js';
import { belongsTo, type DocumentFormat } from './document-format.js';
import { fileError } from './file-error.js';
import { listFiles } from './list-files.js';
import { type Source, sizeOf } from './source.js';
import { isTextFile } from './text-file.js';

/** A file to read and the id its text gets in the format `folder`. */
export interface DocumentInput {
  readonly source: Source;
  readonly id: string;
}

/** The files that `source` stands for, their size in bytes where known, and the format as far as names tell it. */
export async function locateDocuments(
  source: Source,
  format: 'auto' | DocumentFormat,
  signal: AbortSignal | undefined,
): Promise<{ inputs: readonly DocumentInput[]; total?: number; chosen: 'auto' | DocumentFormat }> {
  if (typeof source !== 'string') return { inputs: [{ source, id: 'stream' }], chosen: format };
  const found = await stat(source).catch((cause: unknown) => {
    throw fileError(source, 'read', cause);
  });
  if (!found.isDirectory()) {
    return { inputs: [{ source, id: basename(source) }], total: found.size, chosen: format };
  }
  const corpus = format === 'auto' || format === 'beir' ? await findCorpus(source) : undefined;
  const chosen = corpus === undefined ? format : 'beir';
  const paths = corpus === undefined ? await filesOf(source, format, signal) : [corpus];
  const inputs = paths.map((id) => ({ source: join(source, id), id }));
  let total = 0;
  for (const { source: path } of inputs) total += await sizeOf(path);
  return { inputs, total, chosen: chosen === 'auto' ? (isTextFile(paths[0]!) ? 'folder' : 'jsonl') : chosen };
}

/** The files of a folder that has no `corpus.jsonl`. */
async function filesOf(
  folder: string,
  format: 'auto' | DocumentFormat,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const wanted: readonly DocumentFormat[] = format === 'auto' ? ['folder', 'jsonl'] : [format];
  const files = await listFiles(folder, (path) => wanted.some((one) => belongsTo(one, path)), signal);
  for (const one of wanted) {
    const fitting = files.filter((path) => belongsTo(one, path));
    if (fitting.length > 0) return fitting;
  }
  const lookedFor = {
    auto: 'corpus.jsonl, text files (.md, .txt, .html) or JSON files (.jsonl, .json)',
    beir: 'corpus.jsonl or other .jsonl files',
    jsonl: '.jsonl or .json files',
    trec: 'files',
    msmarco: '.tsv files',
    folder: '.md, .markdown, .txt, .html or .htm files',
  }[format];
  throw new RepriseError(
    'NOT_FOUND',
    `${folder} holds no documents: looked for ${lookedFor}, each may be .gz`,
    {
      details: { path: folder, expected: lookedFor },
    },
  );
}
