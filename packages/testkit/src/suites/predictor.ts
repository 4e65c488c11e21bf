import { compareHits, type Kind, type Predictor, type Ranking } from '@reprise/spec';
import type fc from 'fast-check';
import { batchLaws } from '../laws/batch-laws.js';
import { ensure } from '../laws/ensure.js';
import { type ConformanceOptions, type Law, type Make, registerLaws } from '../laws/law.js';
import { onlyDeclared } from '../laws/only-declared.js';
import { declarationLaw } from './declaration.js';

/**
 * The laws of a predictor. `rankings` makes rankings whose queries hold what it reads; see `rankings`. Those without
 * hits are left out, as a predictor is never asked of one.
 */
export function predictorLaws<Reads extends Kind>(
  make: Make<Predictor<Reads>>,
  rankings: fc.Arbitrary<Ranking<Reads>>,
  options: ConformanceOptions = {},
): readonly Law[] {
  return [
    declarationLaw(make, ['reads']),
    ...batchLaws<Predictor<Reads>, Ranking<Reads>, number>(
      {
        make,
        items: rankings.filter(({ hits }) => hits.length > 0),
        call: async (predictor, batch, run) => predictor.predict(batch, run),
        checkOutput: (prediction, _, { name }) =>
          ensure(Number.isFinite(prediction), `${name}: the prediction ${String(prediction)}`),
        guard: (ranking, { reads, name }) => ({
          ...ranking,
          query: onlyDeclared(ranking.query, reads, name),
        }),
        rename: (ranking, id) => ({
          query: { ...ranking.query, id: id(ranking.query.id) },
          hits: ranking.hits.map((hit) => ({ ...hit, id: id(hit.id) })).sort(compareHits),
        }),
        mindsIds: true,
      },
      options,
    ),
  ];
}

/** Registers `predictorLaws` with vitest. */
export function predictorConformance<Reads extends Kind>(
  make: Make<Predictor<Reads>>,
  rankings: fc.Arbitrary<Ranking<Reads>>,
  options: ConformanceOptions = {},
): void {
  registerLaws('a predictor', predictorLaws(make, rankings, options));
}
