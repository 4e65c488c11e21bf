import { optionError } from '@reprise/spec';

/** The parameter of those models of divergence from randomness that normalise lengths. */
export interface DfrParameters {
  /** How little a document's length counts, above 0: the larger, the less. Default 1 (Terrier). */
  readonly c?: number;
}

/**
 * Normalisation 2 of Amati and van Rijsbergen, TOIS 2002: `TF = tf·log2(1 + c·avgL/L)`. Answers with the factor
 * of tf.
 */
export function lengthNormaliser({
  c = 1,
}: DfrParameters): (averageLength: number, length: number) => number {
  if (!(c > 0 && c < Number.POSITIVE_INFINITY)) throw optionError('c', c, 'a finite number above 0');
  return (averageLength, length) => Math.log2(1 + (c * averageLength) / length);
}
