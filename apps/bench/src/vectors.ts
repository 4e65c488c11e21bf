import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeHalf, euclideanNorm } from '@reprise/kernels';
import { sharedFolder } from './shared-folder.js';
import { numbersBelowOne } from './synthetic.js';

/** Vectors of length 1, a row each. Arrays begin at the beginning of their buffer: not every peer heeds an offset. */
export interface Vectors {
  readonly name: string;
  readonly dimensions: number;
  readonly count: number;
  readonly documents: Float32Array;
  readonly queries: readonly Float32Array[];
}

/** NFCorpus and its test queries as bge-small-en-v1.5 has them; random ones where the test collections are not. */
export async function baseVectors(): Promise<Vectors> {
  const folder = join(sharedFolder(), 'models/bge-small-en-v1.5/vectors');
  if (!existsSync(folder)) return randomVectors(2000, 64, 384);
  const documents = await readHalfNpy(join(folder, 'nfcorpus.docs.f16.npy'));
  const queries = await readHalfNpy(join(folder, 'nfcorpus.queries-test.f16.npy'));
  return {
    name: 'NFCorpus by bge-small-en-v1.5',
    dimensions: documents.width,
    count: documents.rows,
    documents: documents.data,
    queries: rowsOf(queries.data, queries.width).map((row) => row.slice()),
  };
}

/**
 * `count` documents between two of the base each, and its queries: as many as a bench wants, lying as real ones lie.
 */
export function mixtures(base: Vectors, count: number): Vectors {
  const below = numbersBelowOne(3);
  const { dimensions } = base;
  const given = rowsOf(base.documents, dimensions);
  const any = (): Float32Array => given[Math.floor(below() * given.length)]!;
  const documents = new Float32Array(count * dimensions);
  for (const row of rowsOf(documents, dimensions)) {
    const [first, second, share] = [any(), any(), below()];
    row.set(first.map((value, d) => share * value + (1 - share) * second[d]!));
    normalise(row);
  }
  return {
    ...base,
    name: `${count.toLocaleString('en')} mixtures of ${base.name}`,
    count,
    documents,
  };
}

/** The vectors' beginning. */
export function first(vectors: Vectors, count: number): Vectors {
  return { ...vectors, count, documents: vectors.documents.slice(0, count * vectors.dimensions) };
}

export function rowsOf(data: Float32Array, dimensions: number): Float32Array[] {
  return Array.from({ length: data.length / dimensions }, (_, row) =>
    data.subarray(row * dimensions, (row + 1) * dimensions),
  );
}

function randomVectors(count: number, queryCount: number, dimensions: number): Vectors {
  const below = numbersBelowOne(4);
  const made = new Float32Array((count + queryCount) * dimensions).map(() => below() - 0.5);
  const rows = rowsOf(made, dimensions);
  rows.forEach(normalise);
  return {
    name: 'random vectors',
    dimensions,
    count,
    documents: made.slice(0, count * dimensions),
    queries: rows.slice(count).map((row) => row.slice()),
  };
}

function normalise(row: Float32Array): void {
  const length = euclideanNorm(row);
  row.forEach((value, d) => {
    row[d] = value / length;
  });
}

/** A numpy file of half floats, two-dimensional, version 1. */
async function readHalfNpy(path: string): Promise<{ rows: number; width: number; data: Float32Array }> {
  const file = await readFile(path);
  const start = 10 + file.readUInt16LE(8);
  const [, rows, width] = /'<f2'.*\((\d+), (\d+)\)/.exec(file.toString('latin1', 10, start)) ?? [];
  const halves = new Uint16Array(new Uint8Array(file.subarray(start)).buffer);
  const data = new Float32Array(halves.length);
  decodeHalf(halves, data);
  return { rows: Number(rows), width: Number(width), data };
}
