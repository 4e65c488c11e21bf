import type { Hit } from './ranking.js';

/** Relevance judgements: query id → document id → grade (0 and below: not relevant). */
export type Qrels = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** A run: query id → hits, best first. */
export type Run = ReadonlyMap<string, readonly Hit[]>;
