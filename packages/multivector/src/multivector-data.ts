import type { Kernels } from '@reprise/kernels';
import type { IdTable } from '@reprise/storage';
import type { Shape } from './check-tokens.js';
import type { PlacedCodebook } from './codebook.js';
import { type Lists, listsOf } from './lists.js';
import type { PoolFactor } from './pool-rows.js';
import { type Sketches, sketchesOf } from './row-sketches.js';
import type { Rows } from './rows.js';
import { statisticsOf, type TokenStatistics } from './token-statistics.js';

/** What is saved of an index, beside its rows and ids. */
export interface Settings extends Shape {
  /** Centroids that were asked for; 0 for as many as PLAID makes. */
  readonly centroids: number;
  readonly pool: PoolFactor;
}

/**
 * All that an index knows. Documents are numbered in the order of their ids' UTF-8 bytes, and their rows lie in that
 * order: equal scores then order by number.
 */
export interface MultivectorData extends Settings {
  readonly ids: IdTable;
  readonly kernels: Kernels;
  readonly rows: Rows;
  /** The rows of document n are those from `starts[n]` to `starts[n + 1]`, at least one. */
  readonly starts: Uint32Array;
  /** Vocabulary id of each row, where the documents came with ids. */
  readonly tokens: Uint16Array | Uint32Array | undefined;
  /** What ids stand for, as far as known; ascending by id. */
  readonly labels: ReadonlyMap<number, string>;
  /** Without centroids while there never was a row. */
  readonly codebook: PlacedCodebook;
  readonly lists: () => Lists;
  readonly sketches: () => Promise<Sketches>;
  readonly statistics: () => TokenStatistics;
}

/** Completes what was built or read. */
export function multivectorData(
  parts: Omit<MultivectorData, 'lists' | 'sketches' | 'statistics'>,
): MultivectorData {
  const data: MultivectorData = {
    ...parts,
    lists: once(() => listsOf(data)),
    sketches: once(() => sketchesOf(data)),
    statistics: once(() => statisticsOf(data)),
  };
  return data;
}

/** Made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
