import { seededNumbers } from './random.js';
import type { Entry } from './receive-documents.js';
import type { Spool } from './spool.js';

const seed = 42;

/** Rows chosen at random, the same ones each time, and in random order. */
export async function sampleRows(
  spool: Spool,
  documents: readonly Entry[],
  size: number,
  { dimensions, pace }: { dimensions: number; pace: () => Promise<void> | undefined },
): Promise<Float32Array> {
  const count = documents.reduce((sum, document) => sum + document.count, 0);
  // The first steps of a shuffle: rows[0 … size - 1] are the sample.
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  const below = seededNumbers(seed);
  for (let i = 0; i < size; i++) {
    const chosen = i + below(count - i);
    [rows[i], rows[chosen]] = [rows[chosen]!, rows[i]!];
  }
  const placeOf = new Int32Array(count).fill(-1);
  for (let i = 0; i < size; i++) placeOf[rows[i]!] = i;
  const sample = new Float32Array(size * dimensions);
  let row = 0;
  for (const document of documents) {
    const data = await spool.get(document.rows);
    for (let from = 0; from < data.length; from += dimensions, row++) {
      if (placeOf[row]! >= 0) sample.set(data.subarray(from, from + dimensions), placeOf[row]! * dimensions);
    }
    const pause = pace();
    if (pause) await pause;
  }
  return sample;
}
