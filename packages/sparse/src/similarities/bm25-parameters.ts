import { optionError } from '@reprise/spec';

/** Parameters that every member of the BM25 family shares. */
export interface Bm25Parameters {
  /** How soon repetitions of a term stop counting, at least 0. Default 0.9 (Anserini). */
  readonly k1?: number;
  /** How much a document's length counts, from 0 to 1. Default 0.4 (Anserini). */
  readonly b?: number;
}

/** One pair of defaults for the family, so that two variants differ in their formula alone. */
export function bm25Parameters({ k1 = 0.9, b = 0.4 }: Bm25Parameters): { k1: number; b: number } {
  if (!(k1 >= 0 && k1 < Number.POSITIVE_INFINITY))
    throw optionError('k1', k1, 'a finite number of at least 0');
  if (!(b >= 0 && b <= 1)) throw optionError('b', b, 'a number from 0 to 1');
  return { k1, b };
}
