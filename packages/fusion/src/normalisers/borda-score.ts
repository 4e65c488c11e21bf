/**
 * Borda: the position among all candidates of the query; those that a ranking lacks share its leftover.
 *
 *     s' = 1 − (r − 1) / c               for a document of the ranking
 *     s' = 1/2 − (n − 1) / (2c)          for any other candidate
 *
 *     r: rank from 1, n: length of the ranking, c: number of candidates in all rankings
 *
 * Renda and Straccia: Web metasearch: rank vs. score based rank aggregation methods, SAC 2003. As ranx 0.3.21
 * (`borda`), whose added documents come in no particular order; here they follow by id. Every ranking holds every
 * candidate afterwards, so methods that count the rankings of a document find them all equal, and an empty one gives all
 * of them 1/2 + 1/(2c), which CombMIN, CombMAX and CombMED may take before another ranking's.
 */
import { compareHits, type Hit } from '@reprise/spec';
import { gather } from '../internal/candidates.js';
import type { Normaliser } from './normaliser.js';

export function bordaScore(): Normaliser {
  const name = 'bordaScore';
  return Object.freeze({
    name,
    normalise: (rankings: readonly (readonly Hit[])[]) => {
      const { ids } = gather(name, rankings);
      return rankings.map((hits) => {
        const score = 0.5 - (hits.length - 1) / (2 * ids.length);
        const present = new Set(hits.map(({ id }) => id));
        const absent = ids.filter((id) => !present.has(id)).map((id): Hit => ({ id, score }));
        return [
          ...hits.map(({ id }, p): Hit => ({ id, score: 1 - p / ids.length })),
          ...absent.sort(compareHits),
        ];
      });
    },
  });
}
