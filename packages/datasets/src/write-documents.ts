import { Buffer } from 'node:buffer';
import { optionError, type ProgressEvent, RepriseError } from '@reprise/spec';
import type { DocumentFormat } from './document-format.js';
import { excerpt } from './parse-error.js';
import { checkPlainId } from './plain-id.js';
import type { TextDocument } from './read-documents.js';
import { isBlank, lineLimit } from './read-lines.js';
import { escapeSgml } from './sgml-text.js';
import { type Target, writeText } from './write-text.js';

type Format = Exclude<DocumentFormat, 'folder'>;

export interface WriteDocumentsOptions {
  /**
   * `beir`: `{ _id, title, text }` a line, the title empty. `jsonl`: Anserini's `{ id, contents, vector }` a line, with
   * the terms where a document has them. `trec`: SGML. `msmarco`: `id<TAB>text` a line. Default `beir`.
   */
  readonly format?: Format;
  /** Aborting rejects with `ABORTED` and leaves no file. */
  readonly signal?: AbortSignal;
  /** Told of the documents written so far, every thousand and at the end. Default: nobody is told. */
  readonly onProgress?: (event: ProgressEvent) => void;
}

/**
 * Writes documents as they come, so that `readDocuments` with the same format gives the same ones. A file appears
 * whole or not at all; one whose name ends in `.gz` is packed.
 *
 * Refuses: `INVALID_OPTION`; `INVALID_ID` an id that the format cannot hold (white space in TREC's, a tab in MS
 * MARCO's, white space at the ends of BEIR's and Anserini's); `INVALID_INPUT` a text that it cannot hold (a tab or
 * a line break in MS MARCO's lines, half a character outside JSON), terms outside Anserini's JSON, a weight that
 * is not finite; `LIMIT_EXCEEDED` a document that takes more than 16 MiB; `IO_FAILED`; `ABORTED`. Ids are not
 * compared with each other.
 */
export async function writeDocuments(
  target: Target,
  documents: AsyncIterable<TextDocument> | Iterable<TextDocument>,
  options: WriteDocumentsOptions = {},
): Promise<void> {
  const { format = 'beir', signal, onProgress } = options;
  if (!Object.hasOwn(writers, format)) {
    throw optionError('format', format, `one of ${Object.keys(writers).join(', ')}`);
  }
  await writeText(target, records(documents, format, onProgress), signal);
}

async function* records(
  documents: AsyncIterable<TextDocument> | Iterable<TextDocument>,
  format: Format,
  onProgress: WriteDocumentsOptions['onProgress'],
): AsyncGenerator<string> {
  let done = 0;
  const tell = (): void => onProgress?.({ kind: 'progress', stage: 'save', unit: 'documents', done });
  for await (const document of documents) {
    check(document, format);
    const record = writers[format](document);
    // A character takes three bytes at most: only a long record has to be measured.
    if (record.length * 3 > lineLimit && Buffer.byteLength(record) > lineLimit) throw tooLong(document.id);
    yield record;
    if (++done % 1000 === 0) tell();
  }
  if (done % 1000 !== 0) tell();
}

function check(document: TextDocument, format: Format): void {
  const { id, text } = document;
  checkPlainId(id, 'a document', unfitIds[format], format);
  const fault = faultOf(document, format);
  if (fault === undefined) return;
  throw new RepriseError('INVALID_INPUT', `document ${excerpt(id)} ${fault}`, {
    details: { id, value: text },
  });
}

const unfitIds = {
  beir: 'white space at its ends',
  jsonl: 'white space at its ends',
  trec: 'white space or a byte order mark',
  msmarco: 'a tab, a line break or a byte order mark',
} as const;

function faultOf({ id, text, terms }: TextDocument, format: Format): string | undefined {
  const cannot = `which ${format} files cannot hold: use the format`;
  if (typeof text !== 'string') return 'has no text: give one, if only an empty one';
  if (format === 'jsonl') {
    const unfit = terms && [...terms].find(([, weight]) => !Number.isFinite(weight));
    return unfit && `gives the term ${excerpt(unfit[0])} the weight ${unfit[1]}: give a finite number`;
  }
  if (terms !== undefined) return `has terms, ${cannot} jsonl, or leave them out`;
  if (format === 'beir') return undefined;
  if (/\p{Surrogate}/u.test(text)) return `has half a character, ${cannot} beir`;
  if (format === 'trec') return undefined;
  if (/[\t\n\r]/.test(text)) return `has a tab or a line break, ${cannot} beir or trec`;
  // A reader takes such a line for an empty one.
  return isBlank(id) && isBlank(text) ? `has only white space, ${cannot} beir` : undefined;
}

const writers: Readonly<Record<Format, (document: TextDocument) => string>> = {
  beir: ({ id, text }) => `{"_id":${JSON.stringify(id)},"title":"","text":${JSON.stringify(text)}}\n`,
  jsonl: ({ id, text, terms }) => {
    const vector = terms === undefined ? '' : `,"vector":{${[...terms].map(termWeight).join()}}`;
    return `{"id":${JSON.stringify(id)},"contents":${JSON.stringify(text)}${vector}}\n`;
  },
  trec: ({ id, text }) =>
    `<DOC>\n<DOCNO>${escapeSgml(id)}</DOCNO>\n<TEXT>\n${escapeSgml(text)}\n</TEXT>\n</DOC>\n`,
  msmarco: ({ id, text }) => `${id}\t${text}\n`,
};

/** Not by way of an object, which would put terms that look like numbers first. */
const termWeight = ([term, weight]: readonly [string, number]): string =>
  `${JSON.stringify(term)}:${Object.is(weight, -0) ? '-0' : weight}`;

function tooLong(id: string): RepriseError {
  return new RepriseError('LIMIT_EXCEEDED', `document ${excerpt(id)} takes more than 16 MiB: split it`, {
    details: { id, limit: lineLimit },
  });
}
