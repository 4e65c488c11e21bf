import type { Query } from './query.js';
import type { Kind } from './representations.js';

/** A retrieved document. Its rank is its position in the list. */
export interface Hit {
  readonly id: string;
  readonly score: number;
}

/** Hits, best first, with the query that found them. Ties: id ascending by UTF-8 bytes. */
export interface Ranking<K extends Kind = never> {
  readonly query: Query<K>;
  readonly hits: readonly Hit[];
}
