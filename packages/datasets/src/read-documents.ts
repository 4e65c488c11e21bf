import { type Document, type Has, optionError, type RunOptions, throwIfAborted } from '@reprise/spec';
import { type DocumentFormat, detectFormat, documentFormats, unknownFormat } from './document-format.js';
import { anseriniDocument, beirDocument } from './json-documents.js';
import { readJsonLines } from './json-lines.js';
import { type DocumentInput, locateDocuments } from './locate-documents.js';
import { parseError } from './parse-error.js';
import { isBlank, type LineBlock, readLines } from './read-lines.js';
import { type ByteOptions, byteMeter, nameOf, type Source } from './source.js';
import { readTextFile } from './text-file.js';
import { trecDocuments } from './trec-documents.js';
import { splitAtTab } from './tsv-lines.js';

/** A document with its text, and with weighted terms where the file has them. */
export type TextDocument = Document<'text'> & Partial<Has<'terms'>>;

export interface ReadDocumentsOptions extends RunOptions {
  /**
   * How the input is written. Default `auto`: a folder with `corpus.jsonl` is BEIR, another one holds text
   * files or, where it has none, Anserini JSON; a file is told by its first line and its name.
   */
  readonly format?: 'auto' | DocumentFormat;
}

/**
 * Streams the documents of a file, a folder or a stream of bytes; `.gz` is unpacked.
 *
 * Refuses: `NOT_FOUND` a path that is not there or a folder without files of the format; `PARSE_ERROR` a
 * broken line, an empty file; `UNSUPPORTED_FORMAT` a file that cannot be told; `LIMIT_EXCEEDED` a line or
 * text above 16 MiB; `CORRUPT_FILE` broken gzip; `IO_FAILED`; `ABORTED`. A text file of a folder that is
 * not UTF-8 is left out with the warning `SKIPPED_DOCUMENT`. Ids are not compared: the index refuses doubles.
 */
export async function* readDocuments(
  source: Source,
  options: ReadDocumentsOptions = {},
): AsyncGenerator<TextDocument, void, undefined> {
  const { format = 'auto', signal } = options;
  if (format !== 'auto' && !documentFormats.includes(format)) {
    throw optionError('format', format, `one of auto, ${documentFormats.join(', ')}`);
  }
  throwIfAborted(signal);
  const { inputs, total, chosen } = await locateDocuments(source, format, signal);
  const bytes = { signal, onBytes: options.onProgress && byteMeter(options.onProgress, total) };
  let count = 0;
  for (const input of inputs) {
    for await (const documents of readInput(input, chosen, bytes, options)) {
      count += documents.length;
      yield* documents;
    }
  }
  if (count === 0) throw parseError(nameOf(source), 1, 'documents', 'nothing');
}

async function* readInput(
  input: DocumentInput,
  format: 'auto' | DocumentFormat,
  bytes: ByteOptions,
  options: RunOptions,
): AsyncGenerator<readonly TextDocument[]> {
  const path = nameOf(input.source);
  if (format === 'folder' && typeof input.source === 'string') return yield* readText(input, bytes, options);
  const blocks = readLines(input.source, bytes);
  try {
    const { firstLine, all } = await peek(blocks);
    if (firstLine === undefined) return;
    const found = format === 'auto' ? detectFormat(path, firstLine) : format;
    if (found === undefined) throw unknownFormat(path, firstLine);
    if (found === 'folder') yield* readText(input, { signal: bytes.signal }, options);
    else yield* parsers[found](all, path);
  } finally {
    await blocks.return(undefined);
  }
}

async function* readText(
  { source, id }: DocumentInput,
  bytes: ByteOptions,
  options: RunOptions,
): AsyncGenerator<readonly TextDocument[]> {
  if (typeof source !== 'string')
    throw optionError('format', 'folder', 'a path as the source, or another format');
  const text = await readTextFile(source, bytes);
  if (text !== undefined) yield [{ id, text }];
  else {
    const message = `${source} was left out because it is not UTF-8: convert it`;
    options.onProgress?.({ kind: 'warning', code: 'SKIPPED_DOCUMENT', stage: 'read', message, id });
  }
}

/** Looks at the first line that is not blank and gives the blocks as if nobody had looked. */
async function peek(
  blocks: AsyncGenerator<LineBlock>,
): Promise<{ firstLine: string | undefined; all: AsyncIterable<LineBlock> }> {
  const seen: LineBlock[] = [];
  let firstLine: string | undefined;
  while (firstLine === undefined) {
    const next = await blocks.next();
    if (next.done) break;
    seen.push(next.value);
    firstLine = next.value.lines.find((line) => !isBlank(line));
  }
  return { firstLine, all: chain(seen, blocks) };
}

async function* chain(seen: readonly LineBlock[], rest: AsyncIterable<LineBlock>): AsyncGenerator<LineBlock> {
  yield* seen;
  yield* rest;
}

type Parser = (blocks: AsyncIterable<LineBlock>, path: string) => AsyncGenerator<readonly TextDocument[]>;

const parsers: Readonly<Record<Exclude<DocumentFormat, 'folder'>, Parser>> = {
  beir: async function* (blocks, path) {
    for await (const objects of readJsonLines(blocks, path))
      yield objects.map((object) => beirDocument(object, path));
  },
  jsonl: async function* (blocks, path) {
    for await (const objects of readJsonLines(blocks, path)) {
      yield objects.map((object) => anseriniDocument(object, path));
    }
  },
  trec: trecDocuments,
  msmarco: async function* (blocks, path) {
    for await (const { first, lines } of blocks) {
      yield lines.flatMap((line, i) => (isBlank(line) ? [] : splitAtTab(line, path, first + i)));
    }
  },
};
