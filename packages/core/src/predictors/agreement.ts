/**
 * Agreement: how much another pipeline's ranking of the same query has in common with the first pass, as rank-biased
 * overlap (formula and citation: `rank-biased-overlap.ts`). Documents that differently made rankings agree on are more
 * often relevant (J. H. Lee, Analyses of multiple evidence combination, SIGIR 1997), and a query on which they disagree
 * is more often a hard one.
 */
import { type Kind, optionError, type Predictor, type Query, type Ranking } from '@reprise/spec';
import { checkWhole } from '../check-whole.js';
import { bare, runParts } from '../part.js';
import type { Stage } from '../stage.js';
import { rankBiasedOverlap } from './rank-biased-overlap.js';

export interface AgreementOptions {
  /** How many hits of each ranking to compare, at least 1. Default 100; with persistence 0.9 deeper ones hardly count. */
  readonly depth?: number;
  /**
   * p of rank-biased overlap, between 0 and 1: how likely a reader is to look at one more rank. Default 0.9, which gives
   * the first 10 ranks 86 % of the weight (Webber and others).
   */
  readonly persistence?: number;
}

/**
 * From 0 (nothing in common) to 1. `other` runs once for each query: another similarity, a dense ranker, or the second
 * pass itself. It searches with the query of the first pass, which holds what that one made of it.
 */
export function agreement<Requires extends Kind, Adds extends Kind, Drops extends Kind>(
  other: Stage<'query', 'ranking', Requires, Adds, Drops>,
  options: AgreementOptions = {},
): Predictor<Requires> {
  const { depth = 100, persistence = 0.9 } = options;
  checkWhole('depth', depth, 1);
  if (!(persistence > 0 && persistence < 1)) {
    throw optionError('persistence', persistence, 'a number between 0 and 1');
  }
  if (!Array.isArray(other?.parts) || other.input !== 'query' || other.output !== 'ranking') {
    throw optionError(
      'other',
      other?.name ?? other,
      'a stage of this package that turns a query into a ranking',
    );
  }
  const best = ({ hits }: Ranking): readonly string[] => hits.slice(0, depth).map(({ id }) => id);
  return Object.freeze({
    spec: 'v1',
    name: `agreement(${other.name})`,
    reads: other.requires as readonly Requires[],
    predict: async (batch, run = {}) => {
      const queries: readonly Query[] = batch.map(({ query }) => bare(query));
      const rankings = await runParts(other.parts, queries, { options: run });
      return batch.map((ranking, i) =>
        rankBiasedOverlap(best(ranking), best(rankings[i] as Ranking), persistence),
      );
    },
  } satisfies Predictor<Requires>);
}
