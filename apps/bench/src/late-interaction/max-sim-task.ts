import type { TokenMatrix } from '@reprise/spec';
import type { TopicalTokens } from './topical-tokens.js';

/** One query against documents whose rows lie one after another. */
export interface MaxSimTask {
  /** A multiple of 16, so that rows need no filling up. */
  readonly dimensions: number;
  /** Of rows in a multiple of four, as the unrolled loop takes them. */
  readonly query: TokenMatrix;
  readonly rows: Float32Array;
  /** The first row of each document, and behind them the number of all rows. */
  readonly starts: Uint32Array;
}

/** Gives the score of each document, Σ wᵢ · maxⱼ qᵢ·xⱼ. */
export type MaxSimEngine = () => Float32Array | Promise<Float32Array>;

export function maxSimTask({ documents, queries, rows: count }: TopicalTokens): MaxSimTask {
  const query = queries[0]!.tokens;
  const { dimensions } = query;
  const rows = new Float32Array(count * dimensions);
  const starts = new Uint32Array(documents.length + 1);
  for (const [document, { tokens }] of documents.entries()) {
    rows.set(tokens.data, starts[document]! * dimensions);
    starts[document + 1] = starts[document]! + tokens.weights.length;
  }
  return { dimensions, query, rows, starts };
}
