import { Buffer, isUtf8 } from 'node:buffer';
import { isObject } from '../json-lines.js';
import { excerpt } from '../parse-error.js';
import type { ByteReader } from './byte-reader.js';
import { type MatrixHeader, matrixShape } from './matrix-header.js';
import { bytesOf, type NumberType } from './number-type.js';

const types: ReadonlyMap<unknown, NumberType> = new Map([
  ['F16', 'f16'],
  ['BF16', 'bf16'],
  ['F32', 'f32'],
  ['F64', 'f64'],
]);

/** The limit of the format's own library. */
const mostBytes = 100_000_000;

/**
 * Reads the beginning of a safetensors file: the length of a JSON object, and the object, which says of each tensor its type,
 * shape and place. `tensor` names the one to read; it may be left out where there is only one.
 */
export async function readSafetensorsHeader(
  reader: ByteReader,
  tensor: string | undefined,
): Promise<MatrixHeader> {
  const length = Number((await reader.take(8, 'the length of the header')).readBigUInt64LE());
  if (length > mostBytes) throw reader.corrupt(`a header of at most ${mostBytes} bytes`, String(length));
  const tensors = entriesOf(await reader.take(length, 'the header'), reader);
  const names = [...tensors.keys()];
  const [only] = names;
  const name = tensor ?? (names.length === 1 ? only : undefined);
  const entry = name === undefined ? undefined : tensors.get(name);
  if (entry === undefined) {
    const expected =
      tensor === undefined ? 'one tensor, or its name in the option tensor' : `the tensor ${excerpt(tensor)}`;
    throw reader.corrupt(expected, `${names.length}: ${excerpt(names.join(', '))}`);
  }
  const type = types.get(entry.dtype);
  if (type === undefined)
    throw reader.corrupt(`numbers of type ${[...types.keys()].join(', ')}`, excerpt(String(entry.dtype)));
  const shape = Array.isArray(entry.shape) ? entry.shape : [];
  const matrix = matrixShape(shape);
  if (typeof matrix === 'string') throw reader.corrupt(matrix, `the shape ${excerpt(JSON.stringify(shape))}`);
  const [from, to] = Array.isArray(entry.data_offsets) ? (entry.data_offsets as unknown[]) : [];
  const bytes = matrix.rows * matrix.dimensions * bytesOf[type];
  if (!Number.isSafeInteger(from) || (from as number) < 0 || to !== (from as number) + bytes) {
    throw reader.corrupt(
      `data_offsets over ${bytes} bytes`,
      excerpt(JSON.stringify(entry.data_offsets) ?? 'none'),
    );
  }
  const end = Math.max(...[...tensors.values()].map(({ data_offsets: offsets }) => endOf(offsets)));
  return { ...matrix, type, skip: from as number, after: end - (to as number) };
}

function entriesOf(
  header: Buffer,
  reader: ByteReader,
): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  let parsed: unknown;
  try {
    parsed = isUtf8(header) ? JSON.parse(header.toString()) : undefined;
  } catch {
    // Told below, with what else is no object.
  }
  if (!isObject(parsed))
    throw reader.corrupt('a JSON object', excerpt(header.subarray(0, 60).toString('latin1')));
  const entries = Object.entries(parsed).filter(([name]) => name !== '__metadata__');
  const odd = entries.find(([, entry]) => !isObject(entry));
  if (odd !== undefined)
    throw reader.corrupt(`an object for the tensor ${excerpt(odd[0])}`, excerpt(JSON.stringify(odd[1])));
  return new Map(entries as [string, Readonly<Record<string, unknown>>][]);
}

const endOf = (offsets: unknown): number =>
  Array.isArray(offsets) && Number.isSafeInteger(offsets[1]) ? (offsets[1] as number) : 0;

/** The beginning of a safetensors file with float32 rows under the name `vectors`; its length is a multiple of 8. */
export function safetensorsHeader(rows: number, dimensions: number): Buffer {
  const data_offsets = [0, rows * dimensions * 4];
  const text = JSON.stringify({ vectors: { dtype: 'F32', shape: [rows, dimensions], data_offsets } });
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded]);
}
