import { allFinite, type Document, optionError, pacer, RepriseError, type RunOptions } from '@reprise/spec';
import { idField, isObject, readJsonLines } from '../json-lines.js';
import { excerpt, parseError } from '../parse-error.js';
import { isId } from '../plain-id.js';
import { readBytes } from '../read-bytes.js';
import { readLines } from '../read-lines.js';
import { byteOptions, nameOf, type Source } from '../source.js';
import { ByteReader } from './byte-reader.js';
import { readNpyHeader } from './npy-header.js';
import { bytesOf, decodeNumbers } from './number-type.js';
import { readSafetensorsHeader } from './safetensors-header.js';

/** `jsonl` is Anserini's: `{ docid, vector: [...] }` a line. */
export type VectorFormat = 'npy' | 'safetensors' | 'jsonl';

export const vectorFormats: readonly VectorFormat[] = ['npy', 'safetensors', 'jsonl'];

export interface ReadVectorsOptions extends RunOptions {
  /** Default: by the ending of the name, `.npy`, `.safetensors`, `.jsonl` or `.json`, each with `.gz` or without. */
  readonly format?: VectorFormat;
  /** Name of the space of the vectors: which encoder made them. */
  readonly space: string;
  /** Ids of the rows of `npy` and `safetensors`: a file or stream of lines. Default: row numbers from 0. */
  readonly ids?: Source;
  /** Which tensor of a safetensors file holds the vectors. Default: the only one. */
  readonly tensor?: string;
}

/**
 * Streams vectors with their ids; numbers come as float32, and `.gz` is unpacked. Pickles (`.pkl`, `.pt`) are never read: export
 * them with `numpy.save`.
 *
 * Refuses: `CORRUPT_FILE`, with the byte, what breaks a binary format; `PARSE_ERROR` a broken line; `INVALID_INPUT` a number
 * that is not finite as float32, and ids that are more or fewer than rows; `DIMENSION_MISMATCH`, in `jsonl`, another length
 * than before; `INVALID_OPTION`, `NOT_FOUND`, `IO_FAILED`, `ABORTED`. Ids are not compared: the index refuses doubles.
 */
export async function* readVectors(
  source: Source,
  options: ReadVectorsOptions,
): AsyncGenerator<Document<'vector'>, void, undefined> {
  const { space, signal } = options;
  if (typeof space !== 'string' || space === '') throw optionError('space', space, 'the name of the encoder');
  const format = options.format ?? formatOf(nameOf(source));
  if (!vectorFormats.includes(format))
    throw optionError('format', format, `one of ${vectorFormats.join(', ')}`);
  const pace = pacer(signal);
  const rows = format === 'jsonl' ? jsonRows(source, options) : matrixRows(source, format, options);
  for await (const [id, data] of rows) {
    if (!allFinite(data)) {
      throw new RepriseError(
        'INVALID_INPUT',
        `${nameOf(source)} gives ${excerpt(id)} a number that float32 cannot hold: mend it`,
        {
          details: { path: nameOf(source), id },
        },
      );
    }
    yield { id, vector: { space, data } };
    const pause = pace();
    if (pause) await pause;
  }
}

/** The format of a file by its name. */
export function formatOf(path: string): VectorFormat {
  const ending = /\.(npy|safetensors|jsonl?)(?:\.gz)?$/.exec(path)?.[1];
  if (ending === undefined) {
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `${path} has no known ending: name the format, ${vectorFormats.join(', ')}`,
      {
        details: { path, expected: vectorFormats },
      },
    );
  }
  return ending.startsWith('json') ? 'jsonl' : (ending as VectorFormat);
}

type Row = readonly [id: string, data: Float32Array];

async function* jsonRows(source: Source, options: RunOptions): AsyncGenerator<Row> {
  const path = nameOf(source);
  let dimensions: number | undefined;
  for await (const objects of readJsonLines(readLines(source, await byteOptions(source, options)), path)) {
    for (const object of objects) {
      const id = idField(object, isObject(object.value) && 'docid' in object.value ? 'docid' : 'id', path);
      const { vector } = object.value;
      if (
        !Array.isArray(vector) ||
        vector.length === 0 ||
        !vector.every((value) => typeof value === 'number')
      ) {
        throw parseError(
          path,
          object.line,
          '"vector" with a list of numbers',
          excerpt(JSON.stringify(vector) ?? 'none'),
        );
      }
      dimensions ??= vector.length;
      if (vector.length !== dimensions) {
        throw new RepriseError(
          'DIMENSION_MISMATCH',
          `${path}:${object.line}: ${excerpt(id)} has ${vector.length} dimensions and the first vector ${dimensions}: encode all with one encoder`,
          { details: { path, line: object.line, found: vector.length, expected: dimensions } },
        );
      }
      yield [id, Float32Array.from(vector)];
    }
  }
}

async function* matrixRows(
  source: Source,
  format: 'npy' | 'safetensors',
  options: ReadVectorsOptions,
): AsyncGenerator<Row> {
  const path = nameOf(source);
  const ids = options.ids === undefined ? undefined : await readIds(options.ids, options);
  const reader = new ByteReader(readBytes(source, await byteOptions(source, options)), path);
  try {
    const header =
      format === 'npy' ? await readNpyHeader(reader) : await readSafetensorsHeader(reader, options.tensor);
    const { rows, dimensions, type } = header;
    if (ids !== undefined && ids.length !== rows) {
      throw new RepriseError(
        'INVALID_INPUT',
        `${path} has ${rows} rows and ${ids.length} ids: give each row one`,
        {
          details: { path, expected: rows, found: ids.length },
        },
      );
    }
    await skip(reader, header.skip);
    for (let row = 0; row < rows; row++) {
      const bytes = await reader.take(dimensions * bytesOf[type], `row ${row + 1} of ${rows}`);
      yield [ids?.[row] ?? String(row), decodeNumbers(type, bytes, dimensions)];
    }
    await skip(reader, header.after ?? 0);
    await reader.end();
  } finally {
    await reader.close();
  }
}

async function skip(reader: ByteReader, count: number): Promise<void> {
  for (let rest = count; rest > 0; rest -= 1 << 20)
    await reader.take(Math.min(rest, 1 << 20), 'other tensors');
}

async function readIds(source: Source, options: RunOptions): Promise<readonly string[]> {
  const ids: string[] = [];
  const { signal } = options;
  for await (const { first, lines } of readLines(source, { signal })) {
    for (const [i, line] of lines.entries()) {
      if (!isId(line)) throw parseError(nameOf(source), first + i, 'an id', 'an empty line');
      ids.push(line);
    }
  }
  return ids;
}
