import type { Kind, Query, Retriever, Scorer } from '@reprise/spec';
import fc from 'fast-check';
import { batchLaws } from '../laws/batch-laws.js';
import { checkScores } from '../laws/check-scores.js';
import { ensureRejects, ensureSame } from '../laws/ensure.js';
import { type ConformanceOptions, type Law, type Make, registerLaws } from '../laws/law.js';
import { onlyDeclared } from '../laws/only-declared.js';
import { declarationLaw } from './declaration.js';
import { unknownIds } from './unknown-ids.js';

export interface ScorerConformanceOptions<Reads extends Kind> extends ConformanceOptions {
  /** The retriever over the same documents whose scores must be the scorer's. Default: none is compared. */
  readonly retriever?: Make<Retriever<Reads>>;
}

/** The laws of a scorer that knows the documents `ids`. */
export function scorerLaws<Reads extends Kind>(
  make: Make<Scorer<Reads>>,
  queries: fc.Arbitrary<Query<Reads>>,
  ids: readonly string[],
  options: ScorerConformanceOptions<Reads> = {},
): readonly Law[] {
  type Item = { readonly query: Query<Reads>; readonly ids: readonly string[] };
  const { runs = 100, tolerance = 0, retriever: makeRetriever } = options;
  const candidates = fc.record(
    { query: queries, ids: fc.shuffledSubarray([...ids]) },
    { noNullPrototype: true },
  );
  const forItems = async (check: (item: Item, scorer: Scorer<Reads>) => Promise<void>): Promise<void> => {
    const scorer = await make();
    await fc.assert(
      fc.asyncProperty(candidates, (item) => check(item, scorer)),
      { numRuns: runs },
    );
  };
  const laws: Law[] = [
    declarationLaw(make, ['reads']),
    ...batchLaws<Scorer<Reads>, Item, Float32Array>(
      {
        make,
        items: candidates,
        call: async (scorer, batch, run) => scorer.score(batch, run),
        checkOutput: (scores, item, { name }) => checkScores(scores, item.ids, name),
        guard: (item, { reads, name }) => ({ ...item, query: onlyDeclared(item.query, reads, name) }),
        rename: (item, id) => ({ ...item, query: { ...item.query, id: id(item.query.id) } }),
      },
      { longRunning: true, ...options },
    ),
    {
      name: 'scores a document alike wherever it stands among the candidates',
      check: () =>
        forItems(async (item, scorer) => {
          const reversed = { ...item, ids: item.ids.toReversed() };
          const [forward, backward] = await scorer.score([item, reversed]);
          ensureSame(forward, backward?.toReversed(), `${scorer.name} scores by position`, tolerance);
        }),
    },
    {
      name: 'refuses unknown documents with UNKNOWN_DOCUMENT',
      check: () =>
        forItems(async ({ query }, scorer) => {
          for (const id of unknownIds(ids)) {
            await ensureRejects(
              async () => scorer.score([{ query, ids: [...ids.slice(0, 1), id] }]),
              'UNKNOWN_DOCUMENT',
              `${scorer.name}, asked for ${JSON.stringify(id)},`,
            );
          }
        }),
    },
  ];
  if (makeRetriever !== undefined) {
    laws.push({
      name: 'gives the scores that the retriever gives',
      check: () =>
        forItems(async ({ query }, scorer) => {
          const [hits = []] = await (await makeRetriever()).search([query], ids.length);
          const [scores] = await scorer.score([{ query, ids: hits.map(({ id }) => id) }]);
          ensureSame(
            Float32Array.from(hits, ({ score }) => score),
            scores,
            `${scorer.name} scores otherwise than the retriever`,
            tolerance,
          );
        }),
    });
  }
  return laws;
}

/** Registers `scorerLaws` with vitest. */
export function scorerConformance<Reads extends Kind>(
  make: Make<Scorer<Reads>>,
  queries: fc.Arbitrary<Query<Reads>>,
  ids: readonly string[],
  options: ScorerConformanceOptions<Reads> = {},
): void {
  registerLaws('a scorer', scorerLaws(make, queries, ids, options));
}
