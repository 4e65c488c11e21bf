import type { Has, Kind } from './representations.js';
import type { Step } from './step.js';

/** A query that is known to hold the representations in `K` and may hold others. */
export type Query<K extends Kind = never> = {
  readonly id: string;
  /** The query that feedback rewrote into this one. */
  readonly previous?: Query;
  /** What a pipeline did so far, oldest step first. */
  readonly trace?: readonly Step[];
} & Partial<Has<Kind>> &
  Has<K>;
