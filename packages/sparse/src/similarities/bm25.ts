/**
 * BM25 as Lucene 9 computes it, float32 bit for float32 bit:
 *
 *     idf(t)     = ln(1 + (N - n + 0.5) / (n + 0.5))
 *     part(t, d) = w - w / (1 + tf / (k1·((1 - b) + b·L/avgL))),     w = weight·idf(t)
 *
 * which is w·tf / (tf + k1·(…)), without the textbook's factor (k1 + 1). Robertson and Zaragoza 2009
 * (doi 10.1561/1500000019); reference: org.apache.lucene.search.similarities.BM25Similarity, Lucene 9.9.1, with
 * Anserini's k1 and b. Every operation rounds to float32 where Lucene's does; L is Lucene's lossy length.
 *
 * No departures. `lengths: 'exact'` is an addition: the same arithmetic on the true lengths.
 */
import { optionError } from '@reprise/spec';
import { decodedLengths, encodeLength } from '../length-codec.js';
import type { Collection, Postings, Similarity, Term } from '../similarity.js';
import { type Bm25Parameters, bm25Parameters } from './bm25-parameters.js';

export interface Bm25Options extends Bm25Parameters {
  /** `lucene` rounds lengths above 40 down to four significant bits; `exact` does not. Default `lucene`. */
  readonly lengths?: 'lucene' | 'exact';
}

const { fround } = Math;

export function bm25(options: Bm25Options = {}): Similarity {
  const { k1, b } = bm25Parameters(options);
  const { lengths = 'lucene' } = options;
  if (lengths !== 'lucene' && lengths !== 'exact')
    throw optionError('lengths', lengths, "'lucene' or 'exact'");
  const seen = lengths === 'exact' ? fround : (length: number) => decodedLengths[encodeLength(length)]!;

  return Object.freeze({
    name: 'bm25',
    takesFinal: true,
    bind: (collection: Collection) => {
      const factors = lengthFactors(collection, seen, fround(k1), fround(b));
      const { documents: count } = collection;
      return ({ weight, final, documentFrequency: n }: Term, postings: Postings, sums: Float64Array) => {
        const idf = final ? 1 : fround(Math.log(1 + (count - n + 0.5) / (n + 0.5)));
        addParts(fround(weight * idf), postings, factors, sums);
      };
    },
  });
}

/** 1 / (k1·((1 - b) + b·L/avgL)) of every document. */
function lengthFactors(
  { lengths, averageLength }: Collection,
  seen: (length: number) => number,
  k1: number,
  b: number,
): Float32Array {
  const average = fround(averageLength);
  return Float32Array.from(lengths, (length) => {
    const relative = fround(fround(b * seen(length)) / average);
    return 1 / fround(k1 * fround(fround(1 - b) + relative));
  });
}

/** A loop of its own rather than a formula: it is where searches spend their time. */
function addParts(w: number, postings: Postings, factors: Float32Array, sums: Float64Array): void {
  const { documents, frequencies, start, end } = postings;
  for (let i = start; i < end; i++) {
    const document = documents[i]!;
    sums[document]! += fround(w - fround(w / fround(1 + fround(frequencies[i]! * factors[document]!))));
  }
}
