import type { Ranking } from './ranking.js';
import type { Kind } from './representations.js';
import type { RunOptions } from './run-options.js';

export interface Judgement {
  readonly id: string;
  /** Strength above 0. Absent where nobody judged and the rank alone speaks (`topK`). */
  readonly grade?: number;
}

/** Who is relevant and who is not, best first. */
export interface Judgements {
  readonly positive: readonly Judgement[];
  readonly negative: readonly Judgement[];
}

/** Says which documents feedback may learn from: the top k, a person, a reranker. */
export interface Judge<Reads extends Kind = never> {
  readonly spec: 'v1';
  readonly name: string;
  /** What it needs of the ranking's query. */
  readonly reads: readonly Reads[];
  readonly judge: (batch: readonly Ranking<Reads>[], options?: RunOptions) => Promise<readonly Judgements[]>;
}
