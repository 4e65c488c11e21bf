import type { DocumentSource, Has, Kind } from '@reprise/spec';
import fc from 'fast-check';
import { batchLaws } from '../laws/batch-laws.js';
import { ensure, ensureRejects } from '../laws/ensure.js';
import { faultOfKind } from '../laws/fault-of-kind.js';
import { type ConformanceOptions, type Law, type Make, registerLaws } from '../laws/law.js';
import { declarationLaw } from './declaration.js';
import { unknownIds } from './unknown-ids.js';

/** The laws of a document source that holds the documents `ids`, at least one. */
export function documentSourceLaws<K extends Kind>(
  make: Make<DocumentSource<K>>,
  ids: readonly string[],
  options: ConformanceOptions = {},
): readonly Law[] {
  type Source = DocumentSource<K>;
  const kindsOf = ({ kinds }: Source): readonly K[] => kinds as readonly K[];
  const checkHolds = (held: Has<K> | undefined, kinds: readonly K[], of: string): void => {
    for (const kind of kinds) {
      const fault = faultOfKind(kind, held?.[kind]);
      ensure(fault === undefined, `${of}: ${fault}`);
    }
  };
  return [
    declarationLaw(make, ['kinds']),
    ...batchLaws<Source, string, Has<K>>(
      {
        make,
        items: fc.constantFrom(...ids),
        call: async (source, asked, run) => {
          const found = await source.fetch(asked, kindsOf(source), run);
          ensure(found instanceof Map, `${source.name} does not answer with a Map`);
          const [given, expected] = [[...found.keys()], [...new Set(asked)]].map((list) =>
            JSON.stringify(list),
          );
          ensure(given === expected, `${source.name}, asked for ${expected}, gives ${given}`);
          return asked.map((id) => found.get(id) as Has<K>);
        },
        checkOutput: (held, id, source) =>
          checkHolds(held, kindsOf(source), `${source.name}, document ${JSON.stringify(id)}`),
      },
      { longRunning: true, ...options },
    ),
    {
      name: 'gives each of its kinds alone',
      check: async () => {
        const source = await make();
        for (const kind of kindsOf(source)) {
          const found = await source.fetch(ids, [kind]);
          for (const id of ids) checkHolds(found.get(id), [kind], `${source.name}, ${id}`);
        }
      },
    },
    {
      name: 'refuses unknown documents with UNKNOWN_DOCUMENT',
      check: async () => {
        const source = await make();
        for (const id of unknownIds(ids)) {
          await ensureRejects(
            async () => source.fetch([...ids.slice(0, 1), id], kindsOf(source)),
            'UNKNOWN_DOCUMENT',
            `${source.name}, asked for ${JSON.stringify(id)},`,
          );
        }
      },
    },
  ];
}

/** Registers `documentSourceLaws` with vitest. */
export function documentSourceConformance<K extends Kind>(
  make: Make<DocumentSource<K>>,
  ids: readonly string[],
  options: ConformanceOptions = {},
): void {
  registerLaws('a document source', documentSourceLaws(make, ids, options));
}
