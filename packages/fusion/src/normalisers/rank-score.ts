/**
 * Rank: the score is forgotten, the position counts.
 *
 *     s' = 1 − (r − 1) / n,    r: rank from 1, n: length of the ranking
 *
 * Lee: Analyses of multiple evidence combination, SIGIR 1997. As ranx 0.3.21 (`rank`).
 */
import { createNormaliser } from '../internal/create-normaliser.js';
import type { Normaliser } from './normaliser.js';

export function rankScore(): Normaliser {
  return createNormaliser('rankScore', (scores) => scores.map((_, p) => 1 - p / scores.length));
}
