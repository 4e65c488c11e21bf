import type { Feedback, FeedbackDocument, FeedbackStrategy, Has, Kind } from '@reprise/spec';
import type fc from 'fast-check';
import { batchLaws } from '../laws/batch-laws.js';
import { checkWrites } from '../laws/check-writes.js';
import { ensure } from '../laws/ensure.js';
import { type ConformanceOptions, type Law, type Make, registerLaws } from '../laws/law.js';
import { onlyDeclared } from '../laws/only-declared.js';
import { declarationLaw } from './declaration.js';

/** The laws of a feedback strategy. `feedback` makes what it reads and sees; see `termsFeedback` and others. */
export function strategyLaws<Reads extends Kind, Sees extends Kind, Writes extends Kind>(
  make: Make<FeedbackStrategy<Reads, Sees, Writes>>,
  feedback: fc.Arbitrary<Feedback<Reads, Sees>>,
  options: ConformanceOptions = {},
): readonly Law[] {
  type Strategy = FeedbackStrategy<Reads, Sees, Writes>;
  type Item = Feedback<Reads, Sees>;
  const eachDocument = (
    { query, positive, negative }: Item,
    change: (document: FeedbackDocument<Sees>) => FeedbackDocument<Sees>,
  ): Item => ({ query, positive: positive.map(change), negative: negative.map(change) });

  return [
    declarationLaw(make, ['reads', 'sees', 'writes']),
    {
      name: 'declares a depth in whole documents, or none',
      check: async () => {
        const { name, depth } = await make();
        for (const count of depth === undefined ? [] : [depth.positive, depth.negative ?? 0]) {
          ensure(Number.isInteger(count) && count >= 0, `depth of ${name} is ${String(count)}`);
        }
      },
    },
    ...batchLaws<Strategy, Item, Has<Writes>>(
      {
        make,
        items: feedback,
        call: async (strategy, batch, run) => strategy.refine(batch, run),
        checkOutput: (output, _, { writes, name }) => checkWrites(output, writes, name),
        guard: (item, { reads, sees, name }) => ({
          ...eachDocument(item, (document) => onlyDeclared(document, sees, `${name} (of a document)`)),
          query: onlyDeclared(item.query, reads, `${name} (of the query)`),
        }),
        rename: (item, id) => ({
          ...eachDocument(item, (document) => ({ ...document, id: id(document.id) })),
          query: { ...item.query, id: id(item.query.id) },
        }),
      },
      options,
    ),
  ];
}

/** Registers `strategyLaws` with vitest. */
export function strategyConformance<Reads extends Kind, Sees extends Kind, Writes extends Kind>(
  make: Make<FeedbackStrategy<Reads, Sees, Writes>>,
  feedback: fc.Arbitrary<Feedback<Reads, Sees>>,
  options: ConformanceOptions = {},
): void {
  registerLaws('a feedback strategy', strategyLaws(make, feedback, options));
}
