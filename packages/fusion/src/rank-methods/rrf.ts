/**
 * Reciprocal rank fusion.
 *
 *     score(d) = Σ_i w_i / (k + r_i(d))              form `sum`
 *     score(d) = Σ_i 1 / (k − 1 + r_i(d) / w_i)      form `qdrant`; nothing where w_i = 0
 *
 *     r_i(d): rank from 1 in the rankings that hold d
 *
 * Cormack, Clarke and Büttcher: Reciprocal rank fusion outperforms Condorcet and individual rank learning methods,
 * SIGIR 2009 (k = 60). ranx 0.3.21, Pyserini, Anserini, trectools and, weighted, Elasticsearch have the form `sum`.
 * Qdrant counts ranks from 0, takes k = 2 and divides ranks by the weight; its k = 61 is the paper's 60. Ranks are
 * positions: equal scores share none.
 */
import { type Fuser, optionError } from '@reprise/spec';
import { accumulate } from '../internal/accumulate.js';
import { createFuser } from '../internal/create-fuser.js';
import { checkCount, checkWeights } from '../internal/weights.js';

export interface RrfOptions {
  /** How slowly ranks lose value, at least 0 (form `qdrant`: at least 1). Default 60 (paper), form `qdrant` 2 (Qdrant). */
  readonly k?: number;
  /** One number of at least 0 for each ranking. Default: all 1, for any number of rankings. */
  readonly weights?: readonly number[];
  /** Whose formula. Default `sum`. */
  readonly form?: 'sum' | 'qdrant';
}

export function rrf(options: RrfOptions = {}): Fuser {
  const name = 'rrf';
  const { form = 'sum' } = options;
  if (form !== 'sum' && form !== 'qdrant') throw optionError('form', form, "'sum' or 'qdrant'");
  const { k = form === 'sum' ? 60 : 2 } = options;
  const lowest = form === 'sum' ? 0 : 1;
  if (!(k >= lowest && Number.isFinite(k)))
    throw optionError('k', k, `a finite number of at least ${lowest}`);
  const weights = options.weights === undefined ? undefined : checkWeights(options.weights);
  const weightOf = (ranking: number): number => (weights === undefined ? 1 : weights[ranking]!);

  const contribution =
    form === 'sum'
      ? (rank: number, ranking: number) => weightOf(ranking) / (k + rank)
      : (rank: number, ranking: number) =>
          weightOf(ranking) === 0 ? 0 : 1 / (k - 1 + rank / weightOf(ranking));
  return createFuser(name, (candidates) => {
    if (weights !== undefined) checkCount(name, candidates.places.length, weights.length);
    return accumulate(candidates, contribution);
  });
}
