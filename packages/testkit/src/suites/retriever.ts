import type { Hit, Kind, Query, Retriever } from '@reprise/spec';
import fc from 'fast-check';
import { batchLaws } from '../laws/batch-laws.js';
import { checkHits } from '../laws/check-hits.js';
import { ensure, ensureSame } from '../laws/ensure.js';
import { type ConformanceOptions, type Law, type Make, registerLaws } from '../laws/law.js';
import { onlyDeclared } from '../laws/only-declared.js';
import { declarationLaw } from './declaration.js';

export interface RetrieverConformanceOptions extends ConformanceOptions {
  /** How many hits the laws ask for, at most. Default 10. */
  readonly k?: number;
}

/** The laws of a retriever. `queries` should match some documents; see `termsQueries` and others. */
export function retrieverLaws<Reads extends Kind>(
  make: Make<Retriever<Reads>>,
  queries: fc.Arbitrary<Query<Reads>>,
  options: RetrieverConformanceOptions = {},
): readonly Law[] {
  const { k = 10, runs = 100, tolerance = 0 } = options;
  return [
    declarationLaw(make, ['reads']),
    ...batchLaws<Retriever<Reads>, Query<Reads>, readonly Hit[]>(
      {
        make,
        items: queries,
        call: async (retriever, batch, run) => retriever.search(batch, k, run),
        checkOutput: (hits, _, { name }) => {
          checkHits(hits, name);
          ensure(hits.length <= k, `${name} gives ${hits.length} hits where at most ${k} were asked`);
        },
        guard: (query, { reads, name }) => onlyDeclared(query, reads, name),
        rename: (query, id) => ({ ...query, id: id(query.id) }),
      },
      { longRunning: true, ...options },
    ),
    {
      name: 'gives for a smaller k the beginning of what it gives for a larger one',
      check: async () => {
        const retriever = await make();
        const law = fc.asyncProperty(queries, fc.integer({ min: 1, max: k }), async (query, smaller) => {
          const [many = []] = await retriever.search([query], k);
          const [few = []] = await retriever.search([query], smaller);
          ensureSame(
            many.slice(0, smaller),
            few,
            `${retriever.name} with k = ${k}, then k = ${smaller}`,
            tolerance,
          );
        });
        await fc.assert(law, { numRuns: runs });
      },
    },
  ];
}

/** Registers `retrieverLaws` with vitest. */
export function retrieverConformance<Reads extends Kind>(
  make: Make<Retriever<Reads>>,
  queries: fc.Arbitrary<Query<Reads>>,
  options: RetrieverConformanceOptions = {},
): void {
  registerLaws('a retriever', retrieverLaws(make, queries, options));
}
