import { Buffer } from 'node:buffer';
import { allFinite, type Document, optionError, RepriseError, throwIfAborted } from '@reprise/spec';
import { excerpt } from '../parse-error.js';
import { checkPlainId } from '../plain-id.js';
import { type Target, writeText, writeWhole } from '../write-text.js';
import { npyHeader } from './npy-header.js';
import { formatOf, type VectorFormat, vectorFormats } from './read-vectors.js';
import { safetensorsHeader } from './safetensors-header.js';

export interface WriteVectorsOptions {
  /** Default: by the ending of the target's name. */
  readonly format?: VectorFormat;
  /** Where the ids of `npy` and `safetensors` go, a line each. Needed there: these formats have no place for them. */
  readonly ids?: Target;
  /** Aborting rejects with `ABORTED` and leaves no file. */
  readonly signal?: AbortSignal;
}

/**
 * Writes vectors as float32 so that `readVectors` gives the same ones. A file appears whole or not at all; one whose name ends
 * in `.gz` is packed. `npy` and `safetensors` tell the number of rows first, so that all vectors are in memory meanwhile.
 *
 * Refuses: `DIMENSION_MISMATCH` and `SPACE_MISMATCH` a vector unlike the first; `INVALID_INPUT` a number that is not finite;
 * `INVALID_ID` an id with a line break or white space at its ends; `INVALID_OPTION`, `IO_FAILED`, `ABORTED`.
 */
export async function writeVectors(
  target: Target,
  documents: AsyncIterable<Document<'vector'>> | Iterable<Document<'vector'>>,
  options: WriteVectorsOptions = {},
): Promise<void> {
  const { ids, signal } = options;
  const format = options.format ?? formatOf(typeof target === 'string' ? target : 'stream');
  if (!vectorFormats.includes(format))
    throw optionError('format', format, `one of ${vectorFormats.join(', ')}`);
  if (format === 'jsonl') return writeText(target, jsonLines(documents), signal);
  if (ids === undefined)
    throw optionError('ids', ids, `a file for the ids, which ${format} has no place for`);
  const all: Document<'vector'>[] = [];
  for await (const document of checked(documents)) {
    throwIfAborted(signal);
    checkPlainId(document.id, 'a vector', 'a tab, a line break or a byte order mark', 'id');
    all.push(document);
  }
  const dimensions = all[0]?.vector.data.length;
  if (dimensions === undefined)
    throw new RepriseError('INVALID_INPUT', `there are no vectors to write: ${format} needs one`);
  await writeWhole(target, matrix(format, all, dimensions));
  await writeText(
    ids,
    all.map(({ id }) => `${id}\n`),
    signal,
  );
}

async function* jsonLines(
  documents: AsyncIterable<Document<'vector'>> | Iterable<Document<'vector'>>,
): AsyncGenerator<string> {
  for await (const { id, vector } of checked(documents)) {
    checkPlainId(id, 'a vector', 'white space at its ends', 'jsonl');
    yield `{"docid":${JSON.stringify(id)},"vector":[${[...vector.data].map(shown).join()}]}\n`;
  }
}

/** The sign of -0 is kept. */
const shown = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

async function* matrix(
  format: 'npy' | 'safetensors',
  documents: readonly Document<'vector'>[],
  dimensions: number,
): AsyncGenerator<Buffer> {
  yield format === 'npy'
    ? npyHeader(documents.length, dimensions)
    : safetensorsHeader(documents.length, dimensions);
  for (const { vector } of documents) {
    const row = Buffer.alloc(dimensions * 4);
    vector.data.forEach((value, i) => {
      row.writeFloatLE(value, i * 4);
    });
    yield row;
  }
}

async function* checked(
  documents: AsyncIterable<Document<'vector'>> | Iterable<Document<'vector'>>,
): AsyncGenerator<Document<'vector'>> {
  let first: Document<'vector'>['vector'] | undefined;
  for await (const document of documents) {
    const { id, vector } = document;
    first ??= vector;
    const details = { id };
    if (vector.space !== first.space) {
      throw new RepriseError(
        'SPACE_MISMATCH',
        `${excerpt(id)} lies in the space ${vector.space} and the first vector in ${first.space}: write each to a file of its own`,
        { details },
      );
    }
    if (vector.data.length !== first.data.length || vector.data.length === 0) {
      throw new RepriseError(
        'DIMENSION_MISMATCH',
        `${excerpt(id)} has ${vector.data.length} dimensions and the first vector ${first.data.length}: give all the same, at least 1`,
        { details },
      );
    }
    if (!allFinite(vector.data)) {
      throw new RepriseError(
        'INVALID_INPUT',
        `the vector of ${excerpt(id)} holds a number that is not finite: encode it again`,
        { details },
      );
    }
    yield document;
  }
}
