import { Buffer } from 'node:buffer';
import { excerpt } from '../parse-error.js';
import type { ByteReader } from './byte-reader.js';
import { type MatrixHeader, matrixShape } from './matrix-header.js';
import type { NumberType } from './number-type.js';

const magic = Buffer.from('\x93NUMPY', 'latin1');

const types: ReadonlyMap<string, NumberType> = new Map([
  ['<f2', 'f16'],
  ['<f4', 'f32'],
  ['<f8', 'f64'],
]);

/** No header needs more: a guard against lengths that lie. */
const mostBytes = 64 * 1024;

/**
 * Reads the beginning of a `.npy` file (numpy.lib.format, versions 1 to 3): a dictionary as Python writes it. Pickled
 * objects, other number types, big-endian numbers and Fortran's order are refused.
 */
export async function readNpyHeader(reader: ByteReader): Promise<MatrixHeader> {
  const begin = await reader.take(8, 'the mark of a .npy file');
  if (!begin.subarray(0, 6).equals(magic)) {
    throw reader.corrupt('the mark of a .npy file', excerpt(begin.subarray(0, 6).toString('latin1')));
  }
  const version = begin[6] as number;
  if (version < 1 || version > 3) throw reader.corrupt('version 1, 2 or 3', String(version));
  const length =
    version === 1
      ? (await reader.take(2, 'a length')).readUInt16LE()
      : (await reader.take(4, 'a length')).readUInt32LE();
  if (length > mostBytes) throw reader.corrupt(`a header of at most ${mostBytes} bytes`, String(length));
  const header = (await reader.take(length, 'the header')).toString('utf8');

  const type = /'descr'\s*:\s*'([^']{0,20})'/.exec(header)?.[1] ?? '';
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape'\s*:\s*\(([\d, ]{0,100})\)/.exec(header)?.[1];
  const found = types.get(type);
  if (found === undefined)
    throw reader.corrupt(`numbers of type ${[...types.keys()].join(', ')}`, excerpt(type));
  if (order !== 'False') throw reader.corrupt('rows one after another', `fortran_order ${order}`);
  const sizes = (shape ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  const matrix = matrixShape(sizes);
  if (typeof matrix === 'string') throw reader.corrupt(matrix, `the shape (${sizes.join(', ')})`);
  return { ...matrix, type: found, skip: 0 };
}

/** The beginning of a `.npy` file of version 1 with float32 rows; its length is a multiple of 64. */
export function npyHeader(rows: number, dimensions: number): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${dimensions}), }`;
  const length = Math.ceil((text.length + 11) / 64) * 64 - 10;
  const begin = Buffer.from([...magic, 1, 0, length & 0xff, length >> 8]);
  return Buffer.concat([begin, Buffer.from(`${text.padEnd(length - 1)}\n`)]);
}
