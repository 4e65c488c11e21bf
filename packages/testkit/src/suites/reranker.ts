import type { Document, Has, Kind, Query, Reranker } from '@reprise/spec';
import fc from 'fast-check';
import { batchLaws } from '../laws/batch-laws.js';
import { checkScores } from '../laws/check-scores.js';
import { ensureSame } from '../laws/ensure.js';
import { type ConformanceOptions, type Law, type Make, registerLaws } from '../laws/law.js';
import { onlyDeclared } from '../laws/only-declared.js';
import { declarationLaw } from './declaration.js';

/** The laws of a reranker. `queries` makes what it reads, `representations` what it sees of a document. */
export function rerankerLaws<Reads extends Kind, Sees extends Kind>(
  make: Make<Reranker<Reads, Sees>>,
  queries: fc.Arbitrary<Query<Reads>>,
  representations: fc.Arbitrary<Has<Sees>>,
  options: ConformanceOptions = {},
): readonly Law[] {
  type Item = { readonly query: Query<Reads>; readonly documents: readonly Document<Sees>[] };
  const { runs = 100, tolerance = 0 } = options;
  const documents = fc
    .array(representations, { maxLength: 6 })
    .map((all) => all.map((held, i): Document<Sees> => ({ id: `d${i}`, ...held })));
  const items: fc.Arbitrary<Item> = fc.record({ query: queries, documents }, { noNullPrototype: true });
  return [
    declarationLaw(make, ['reads', 'sees']),
    ...batchLaws<Reranker<Reads, Sees>, Item, Float32Array>(
      {
        make,
        items,
        call: async (reranker, batch, run) => reranker.score(batch, run),
        checkOutput: (scores, item, { name }) =>
          checkScores(
            scores,
            item.documents.map(({ id }) => id),
            name,
          ),
        guard: (item, { reads, sees, name }) => ({
          query: onlyDeclared(item.query, reads, `${name} (of the query)`),
          documents: item.documents.map((document) =>
            onlyDeclared(document, sees, `${name} (of a document)`),
          ),
        }),
        rename: (item, id) => ({
          query: { ...item.query, id: id(item.query.id) },
          documents: item.documents.map((document) => ({ ...document, id: id(document.id) })),
        }),
      },
      options,
    ),
    {
      name: 'scores a document alike wherever it is shown',
      check: async () => {
        const reranker = await make();
        const law = fc.asyncProperty(items, async (item) => {
          const reversed = { ...item, documents: item.documents.toReversed() };
          const [forward, backward] = await reranker.score([item, reversed]);
          ensureSame(forward, backward?.toReversed(), `${reranker.name} scores by position`, tolerance);
        });
        await fc.assert(law, { numRuns: runs });
      },
    },
  ];
}

/** Registers `rerankerLaws` with vitest. */
export function rerankerConformance<Reads extends Kind, Sees extends Kind>(
  make: Make<Reranker<Reads, Sees>>,
  queries: fc.Arbitrary<Query<Reads>>,
  representations: fc.Arbitrary<Has<Sees>>,
  options: ConformanceOptions = {},
): void {
  registerLaws('a reranker', rerankerLaws(make, queries, representations, options));
}
