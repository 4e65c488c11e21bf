/**
 * Weights of the vocabulary to terms: pruned, then made whole numbers.
 *
 *     q = round(w / 5 · 256), at most 255      zero: no term
 *
 * The scale is that of Pyserini and Anserini. Halves go to the even number, as Python rounds; Java's Math.round goes up.
 * Departure from both: they have no limit, and w > 5 gives more than 8 bits.
 */
import { optionError } from '@reprise/spec';
import type { Pruning } from './sparse-encoder.js';

/** Token id and weight above 0, ids ascending. */
export type WeightedIds = readonly (readonly [id: number, weight: number])[];

export interface TermSettings {
  readonly prune: Pruning;
  readonly bits: 8 | undefined;
  readonly tokenOf: (id: number) => string | undefined;
  readonly isDropped: (id: number) => boolean;
}

export function toTerms(weights: WeightedIds, settings: TermSettings): ReadonlyMap<string, number> {
  const { prune: limits, bits, tokenOf, isDropped } = settings;
  // Some models have more rows than words, a multiple of 8 or 64; no text has such a term.
  const known = weights.filter(([id]) => !isDropped(id) && tokenOf(id) !== undefined);
  const terms = new Map<string, number>();
  for (const [id, weight] of prune(known, limits)) {
    const value = bits === 8 ? toByte(weight) : weight;
    if (value > 0) terms.set(tokenOf(id)!, value);
  }
  return terms;
}

export function prune(weights: WeightedIds, { ratio = 0, terms }: Pruning): WeightedIds {
  const largest = weights.reduce((most, [, weight]) => Math.max(most, weight), 0);
  const heavy = weights.filter(([, weight]) => weight > ratio * largest);
  if (terms === undefined || heavy.length <= terms) return heavy;
  return [...heavy]
    .sort(([a, u], [b, w]) => w - u || a - b)
    .slice(0, terms)
    .sort(([a], [b]) => a - b);
}

export function toByte(weight: number): number {
  const exact = (weight / 5) * 256;
  const below = Math.floor(exact);
  const isHalf = exact - below === 0.5;
  return Math.min(255, isHalf ? below + (below % 2) : Math.round(exact));
}

export function checkPruning(side: string, { ratio = 0, terms = 1 }: Pruning): void {
  if (!(ratio >= 0 && ratio <= 1)) throw optionError(`${side}.prune.ratio`, ratio, 'a number from 0 to 1');
  if (!Number.isInteger(terms) || terms < 1) {
    throw optionError(`${side}.prune.terms`, terms, 'a whole number from 1');
  }
}
