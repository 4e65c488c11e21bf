/**
 * The frequencies that wink's weights were made of. A consolidated export holds only
 *
 *     w = ± round( |f·(k1 + 1) / (k1·norm + f) · idf| ),      so with s = |idf|·(k1 + 1):      f = |w|·k1·norm / (s − |w|)
 *
 * Rounding leaves an interval of f; where just one whole number lies in it, that is the frequency. With four digits, wink's
 * default, this fails for documents that repeat a term very often, and for terms that nearly every document holds.
 */
import { RepriseError } from '@reprise/spec';
import type { WinkDocument, WinkExport } from './wink-engine.js';

/** The same export as it was before it was consolidated. Refused with `UNSUPPORTED_FORMAT` where that cannot be told. */
export function recoverFrequencies(parts: WinkExport): WinkExport {
  const [config, totals, documents, postings, ...rest] = parts;
  const { k1, b, k } = config.bm25Params;
  const { totalDocs, totalCorpusLength } = totals;
  const half = halfUnit(Object.values(documents));
  const scales = postings.map(({ length: n }) => {
    const idf = Math.log((totalDocs - n + 0.5) / (n + 0.5) + k);
    return Math.abs(idf) * (k1 + 1);
  });
  const isWhole = Object.values(config.fldWeights).every((weight) => Number.isInteger(weight));
  const recovered = Object.entries(documents).map(([id, document]) => {
    const norm = 1 - b + (b * document.length * totalDocs) / totalCorpusLength;
    const frequency = (weight: number, scale: number): number =>
      weight < scale ? (weight * k1 * norm) / (scale - weight) : Number.POSITIVE_INFINITY;
    const freq = Object.entries(document.freq).map(([number, signed]) => {
      const weight = Math.abs(signed);
      const scale = scales[Number(number)]!;
      // The slack makes up for the rounding of the arithmetic itself: it can only widen the interval.
      const least = Math.max(1, Math.ceil(frequency(weight - half, scale) - slack));
      const most = Math.floor(frequency(weight + half, scale) + slack);
      if (isWhole && least === most) return [number, least] as const;
      throw new RepriseError(
        'UNSUPPORTED_FORMAT',
        `wink's rounded weights do not tell how often document ${JSON.stringify(id)} holds its terms: export it before ` +
          'consolidate(), or build it again with buildWink',
        { details: { id, value: signed } },
      );
    });
    return [id, { ...document, freq: Object.fromEntries(freq) }] as const;
  });
  return [config, { ...totals, consolidated: false }, Object.fromEntries(recovered), postings, ...rest];
}

const slack = 1e-9;

/** Half of the last digit that any weight shows; wink keeps four to nine. */
function halfUnit(documents: readonly WinkDocument[]): number {
  let digits = 4;
  for (const { freq } of documents) {
    for (const weight of Object.values(freq)) {
      while (digits < 9 && Number(weight.toFixed(digits)) !== weight) digits++;
    }
  }
  return 0.5 * 10 ** -digits;
}
