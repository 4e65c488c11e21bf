import type { Judge } from '@reprise/spec';
import { checkWhole } from '../check-whole.js';

export interface TopKOptions {
  /**
   * How many hits, from the end of the ranking, count as not relevant. Default 0. In a short ranking
   * they may be the same documents as the best ones, as in Anserini's Rocchio.
   */
  readonly bottom?: number;
}

/** Takes the first `positive` hits for relevant: pseudo-relevance feedback. */
export function topK(positive: number, options: TopKOptions = {}): Judge {
  const { bottom = 0 } = options;
  checkWhole('positive', positive, 0);
  checkWhole('bottom', bottom, 0);
  return Object.freeze({
    spec: 'v1',
    name: `topK(${positive}${bottom > 0 ? `, bottom ${bottom}` : ''})`,
    reads: [],
    judge: async (batch) =>
      batch.map(({ hits }) => ({
        positive: hits.slice(0, positive).map(({ id }) => ({ id })),
        negative: hits
          .slice(Math.max(0, hits.length - bottom))
          .reverse()
          .map(({ id }) => ({ id })),
      })),
  } satisfies Judge);
}
