import { checkId, type Hit, RepriseError } from '@reprise/spec';

/** The documents of all rankings of one query, numbered, so that methods add up in flat arrays. */
export interface Candidates {
  readonly ids: readonly string[];
  /** For each ranking, in its order: the number of the document. */
  readonly places: readonly Int32Array[];
  /** For each ranking, in its order: the score. */
  readonly scores: readonly Float64Array[];
}

/** Refuses scores that are not finite (`INVALID_INPUT`); `name` is the fuser's or normaliser's. */
export function checkScores(name: string, rankings: readonly (readonly Hit[])[]): void {
  rankings.forEach((hits, i) => {
    for (const { id, score } of hits) {
      if (Number.isFinite(score)) continue;
      throw new RepriseError(
        'INVALID_INPUT',
        `${name}: the score of ${JSON.stringify(id)} in ranking ${i} is ${score}: give a finite number`,
        { details: { value: score, id, ranking: i } },
      );
    }
  });
}

/** Numbers the documents; refuses an id that is empty, or twice in one ranking, and scores that are not finite. */
export function gather(name: string, rankings: readonly (readonly Hit[])[]): Candidates {
  checkScores(name, rankings);
  const numbers = new Map<string, number>();
  const lastSeenIn: number[] = [];
  const places = rankings.map((hits, i) =>
    Int32Array.from(hits, ({ id }) => {
      let place = numbers.get(id);
      if (place === undefined) {
        checkId(id, `a hit of ranking ${i}`);
        place = numbers.size;
        numbers.set(id, place);
      } else if (lastSeenIn[place] === i) {
        throw new RepriseError(
          'DUPLICATE_ID',
          `${name}: ${JSON.stringify(id)} stands twice in ranking ${i}: keep one of the two`,
          { details: { value: id, ranking: i } },
        );
      }
      lastSeenIn[place] = i;
      return place;
    }),
  );
  return {
    ids: [...numbers.keys()],
    places,
    scores: rankings.map((hits) => Float64Array.from(hits, ({ score }) => score)),
  };
}
