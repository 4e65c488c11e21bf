import type { Hit } from './ranking.js';

/** Merges rankings of one query into one. */
export interface Fuser {
  readonly spec: 'v1';
  readonly name: string;
  /** Every id of every ranking once, score descending, ties by id ascending in UTF-8 bytes. */
  readonly fuse: (rankings: readonly (readonly Hit[])[]) => readonly Hit[];
}
