import type { Hit } from '@reprise/spec';
import { addRow, countRows, type ReadRunRowsOptions, rankedByScore, readRunRows } from './read-run.js';
import type { Source } from './source.js';

/** A run that is read query by query. */
export interface OpenRun {
  /** In the order in which they first come. */
  readonly queries: readonly string[];
  /** The hits of a query as `readRun` gives them, once; none for a query that the run lacks. One call at a time. */
  readonly hits: (query: string) => Promise<readonly Hit[]>;
  /** Call it when done, also after an error. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a run that is too large to hold: a first reading finds the queries and how many rows each has, a second one
 * follows the calls of `hits`. Asked in the order of the file, it holds one query; what comes before a query that
 * is asked stays in memory until it is asked itself, so that any order works and rows of a query may lie apart.
 * The source must give the same bytes twice. Refuses what `readRun` refuses, when it comes to it.
 */
export async function openRun(source: Source, options: ReadRunRowsOptions = {}): Promise<OpenRun> {
  const counts = await countRows(source, options);
  const rows = readRunRows(source, options);
  const waiting = new Map<string, Map<string, number>>();
  return Object.freeze({
    queries: [...counts.keys()],
    hits: async (query: string) => {
      const count = counts.get(query) ?? 0;
      counts.delete(query);
      while ((waiting.get(query)?.size ?? 0) < count) {
        const next = await rows.next();
        if (next.done) break;
        addRow(waiting, next.value, source);
      }
      const hits = waiting.get(query);
      waiting.delete(query);
      return hits === undefined ? [] : rankedByScore(hits);
    },
    close: async () => {
      await rows.return();
    },
  });
}
