import { compareHits, type Fuser, type Hit, RepriseError } from '@reprise/spec';
import type { Normaliser } from '../normalisers/normaliser.js';
import { type Candidates, gather } from './candidates.js';

/** A fuser from a function that gives each candidate its score. */
export function createFuser(
  name: string,
  score: (candidates: Candidates) => Float64Array,
  normalise: Normaliser | false = false,
): Fuser {
  return Object.freeze({
    spec: 'v1',
    name,
    fuse: (rankings) => {
      const candidates = gather(name, normalise === false ? rankings : normalise.normalise(rankings));
      return order(name, candidates.ids, score(candidates));
    },
  } satisfies Fuser);
}

/** Puts documents in the order of the house. ranx 0.3.21 leaves documents of equal scores in any order. */
function order(name: string, ids: readonly string[], scores: Float64Array): readonly Hit[] {
  return ids
    .map((id, place): Hit => {
      const score = scores[place]!;
      if (Number.isFinite(score)) return { id, score };
      throw new RepriseError(
        'INVALID_INPUT',
        `${name}: the scores of ${JSON.stringify(id)} are too large to combine: normalise them`,
        { details: { id, value: score } },
      );
    })
    .sort(compareHits);
}
