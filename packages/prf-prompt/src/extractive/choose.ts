import { dot, type Row } from './vectors.js';

/**
 * Maximal marginal relevance: chooses, one after the other, what is like the centre and unlike what was chosen.
 *
 *     arg max  λ·cos(x, centre) − (1 − λ)·max_{y chosen} cos(x, y)
 *
 * Carbonell and Goldstein, SIGIR 1998; over phrases with λ = 0.5, Bennani-Smires et al. (EmbedRank++), CoNLL 2018.
 * Cosines are taken as they are, where EmbedRank++ standardises them. Gives positions, in the order chosen; of equals
 * the first.
 */
export function maximalMarginalRelevance(
  rows: readonly Row[],
  centre: Row,
  count: number,
  lambda = 0.5,
): readonly number[] {
  const relevance = rows.map((row) => dot(row, centre));
  const nearest = rows.map(() => 0);
  const chosen: number[] = [];
  while (chosen.length < Math.min(count, rows.length)) {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    rows.forEach((_, i) => {
      const score = lambda * relevance[i]! - (1 - lambda) * nearest[i]!;
      if (score > most && !chosen.includes(i)) [best, most] = [i, score];
    });
    chosen.push(best);
    rows.forEach((row, i) => {
      const likeness = dot(row, rows[best]!);
      nearest[i] = chosen.length === 1 ? likeness : Math.max(nearest[i]!, likeness);
    });
  }
  return chosen;
}

/**
 * The sentences nearest to the centroid of all, in the text's order; one that is hardly different from a nearer one
 * (cosine above 0.95) is left out. Rossiello, Basile and Semeraro, MultiLing 2017.
 */
export function centralSentences(rows: readonly Row[], centre: Row, count: number): readonly number[] {
  const ranked = rows.map((row, i) => [i, dot(row, centre)] as const).sort(([, a], [, b]) => b - a);
  const chosen: number[] = [];
  for (const [i] of ranked) {
    if (chosen.length === count) break;
    if (chosen.every((other) => dot(rows[i]!, rows[other]!) <= 0.95)) chosen.push(i);
  }
  return chosen.sort((a, b) => a - b);
}
