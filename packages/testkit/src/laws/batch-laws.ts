import type { RunOptions } from '@reprise/spec';
import fc from 'fast-check';
import { hostileIds } from '../arbitraries/hostile-ids.js';
import { abortLaw } from './abort-law.js';
import type { BatchInterface } from './batch-interface.js';
import { ensure, ensureSame } from './ensure.js';
import type { ConformanceOptions, Law } from './law.js';

/** The laws that every call with a batch obeys: shape, order, independence, purity, abort, hostile ids. */
export function batchLaws<Plugin extends { readonly name: string }, In, Out>(
  subject: BatchInterface<Plugin, In, Out>,
  options: ConformanceOptions,
): readonly Law[] {
  const { make, items, call, checkOutput, guard, rename, mindsIds = false } = subject;
  const { runs = 100, tolerance = 0 } = options;
  const forBatches = async (
    check: (batch: readonly In[], plugin: Plugin) => Promise<void>,
  ): Promise<void> => {
    const plugin = await make();
    await fc.assert(
      fc.asyncProperty(fc.array(items, { minLength: 1, maxLength: 5 }), (batch) => check(batch, plugin)),
      { numRuns: runs },
    );
  };
  const answer = async (plugin: Plugin, batch: readonly In[], run?: RunOptions): Promise<readonly Out[]> => {
    const outputs = await call(plugin, batch, run);
    ensure(Array.isArray(outputs), `${plugin.name} answers a batch with ${typeof outputs}, not a list`);
    ensure(
      outputs.length === batch.length,
      `${plugin.name} answers ${outputs.length} times to a batch of ${batch.length}`,
    );
    return outputs;
  };

  const laws: Law[] = [
    {
      name: 'answers each item of a batch, and each answer is well formed',
      check: () =>
        forBatches(async (batch, plugin) => {
          const outputs = await answer(plugin, batch);
          outputs.forEach((output, i) => {
            checkOutput(output, batch[i]!, plugin);
          });
        }),
    },
    {
      name: 'answers an empty batch with an empty list',
      check: async () => {
        await answer(await make(), []);
      },
    },
    {
      name: 'answers in order, each item as if it were alone',
      check: () =>
        forBatches(async (batch, plugin) => {
          const together = await answer(plugin, [...batch, batch[0]!]);
          const alone: Out[] = [];
          for (const item of [...batch, batch[0]!]) alone.push(...(await answer(plugin, [item])));
          ensureSame(alone, together, `${plugin.name} answers differently alone and in a batch`, tolerance);
        }),
    },
    {
      name: 'gives the same answer again, whatever the run options',
      check: () =>
        forBatches(async (batch, plugin) => {
          const run = {
            concurrency: 4,
            batchSize: 2,
            onProgress: () => {},
            signal: new AbortController().signal,
          };
          const first = await answer(plugin, batch);
          ensureSame(
            first,
            await answer(plugin, batch, run),
            `${plugin.name} answers differently again`,
            tolerance,
          );
          const fresh = await answer(await make(), batch);
          ensureSame(first, fresh, `another ${plugin.name} answers differently`, tolerance);
        }),
    },
    {
      name: 'leaves its inputs unchanged',
      check: () =>
        forBatches(async (batch, plugin) => {
          const before = structuredClone(batch);
          await answer(plugin, batch);
          ensureSame(before, batch, `${plugin.name} changes what it is given`);
        }),
    },
    abortLaw(subject, options),
  ];
  if (guard !== undefined) {
    laws.push({
      name: 'uses only what it declares',
      check: () =>
        forBatches(async (batch, plugin) => {
          await answer(
            plugin,
            batch.map((item) => guard(item, plugin)),
          );
        }),
    });
  }
  if (rename !== undefined) {
    laws.push({
      name: mindsIds ? 'bears hostile ids' : 'bears hostile ids, and answers alike whatever the ids',
      check: async () => {
        const plugin = await make();
        const before = Object.getOwnPropertyNames(Object.prototype).length;
        const cases = fc.tuple(items, fc.uniqueArray(hostileIds(), { minLength: 20, maxLength: 20 }));
        const check = async ([item, ids]: [In, string[]]): Promise<void> => {
          const renamed = rename(item, renaming(ids));
          const [output] = await answer(plugin, [renamed]);
          checkOutput(output!, renamed, plugin);
          if (mindsIds) return;
          const [usual] = await answer(plugin, [item]);
          ensureSame(usual, output, `${plugin.name} answers differently to a hostile id`, tolerance);
        };
        await fc.assert(fc.asyncProperty(cases, check), { numRuns: runs });
        const after = Object.getOwnPropertyNames(Object.prototype).length;
        ensure(before === after, `${plugin.name} changes Object.prototype`);
      },
    });
  }
  return laws;
}

/** The n-th different id becomes the n-th of `ids`; where these run out, ids stay. */
function renaming(ids: readonly string[]): (old: string) => string {
  const known = new Map<string, string>();
  return (old) => {
    const renamed = known.get(old) ?? ids[known.size] ?? old;
    known.set(old, renamed);
    return renamed;
  };
}
