import { RepriseError } from '@reprise/spec';
import fc from 'fast-check';
import type { BatchInterface } from './batch-interface.js';
import { difference } from './difference.js';
import { ensure, ensureRejects } from './ensure.js';
import type { ConformanceOptions, Law } from './law.js';

/** How a call ends whose signal is aborted before it, and one whose signal is aborted while it runs. */
export function abortLaw<Plugin extends { readonly name: string }, In, Out>(
  { make, items, call }: BatchInterface<Plugin, In, Out>,
  { tolerance = 0, longRunning = false }: ConformanceOptions,
): Law {
  return {
    name: longRunning
      ? 'rejects with ABORTED once its signal is aborted'
      : 'ends with ABORTED or as usual once its signal is aborted',
    check: async () => {
      const plugin = await make();
      const batch = fc.sample(items, { numRuns: 64, seed: 1 });
      const usual = await call(plugin, batch);
      const before = AbortSignal.abort();
      if (longRunning)
        await ensureRejects(() => call(plugin, batch, { signal: before }), 'ABORTED', plugin.name);
      const midway = new AbortController();
      const calls = [before, midway.signal].map((signal) => call(plugin, batch, { signal }));
      midway.abort();
      for (const ending of await Promise.allSettled(calls)) {
        const fault =
          ending.status === 'fulfilled'
            ? difference(usual, ending.value, tolerance)
            : RepriseError.isInstance(ending.reason) && ending.reason.code === 'ABORTED'
              ? undefined
              : `it rejects with ${String(ending.reason)}`;
        ensure(
          fault === undefined,
          `${plugin.name}, aborted, must reject with ABORTED or answer as usual, and ${fault}`,
        );
      }
    },
  };
}
