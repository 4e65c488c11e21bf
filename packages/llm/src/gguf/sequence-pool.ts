/**
 * Who may use which sequence of a context, and what a sequence keeps of the request before:
 *
 *     kept = block · ⌊ min(common prefix, tokens − 1) / block ⌋
 *
 * A block is what the context evaluates at once, so that each token is evaluated together with the same others whatever
 * came before it: with one sequence answers do not depend on what was asked earlier, to the last digit.
 */
import type { Sequence } from './llama-runtime.js';

export interface SequencePool {
  /** Waits for a sequence, the one that knows most of the tokens where several are free, and shortens it to them. */
  readonly use: <T>(
    tokens: readonly number[],
    work: (sequence: Sequence, kept: number) => Promise<T>,
  ) => Promise<T>;
  /** Resolves when nobody uses or waits for a sequence. */
  readonly idle: () => Promise<void>;
}

export function sequencePool(sequences: readonly Sequence[], block: number): SequencePool {
  // The one that was released longest ago comes first.
  const free = [...sequences];
  const waiting: ((sequence: Sequence) => void)[] = [];
  const underWay = new Set<Promise<unknown>>();

  const take = async (tokens: readonly number[]): Promise<Sequence> => {
    const known = free.map(({ contextTokens }) => wholeBlocks(contextTokens, tokens, block));
    const best = known.indexOf(Math.max(...known));
    const [sequence] = best < 0 ? [] : free.splice(best, 1);
    return sequence ?? new Promise((resolve) => waiting.push(resolve));
  };
  const release = (sequence: Sequence): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(sequence);
    else next(sequence);
  };

  return {
    use: (tokens, work) => {
      const run = take(tokens).then(async (sequence) => {
        try {
          const kept = wholeBlocks(sequence.contextTokens, tokens, block);
          const end = sequence.contextTokens.length;
          if (kept === 0) await sequence.clearHistory();
          else if (kept < end) await sequence.eraseContextTokenRanges([{ start: kept, end }]);
          return await work(sequence, kept);
        } finally {
          release(sequence);
        }
      });
      const settled: Promise<unknown> = run.then(
        () => underWay.delete(settled),
        () => underWay.delete(settled),
      );
      underWay.add(settled);
      return run;
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** How many tokens both begin with, in whole blocks; the last token is always left to be evaluated. */
function wholeBlocks(known: readonly number[], tokens: readonly number[], block: number): number {
  const most = Math.min(known.length, tokens.length - 1);
  let common = 0;
  while (common < most && known[common] === tokens[common]) common++;
  return block * Math.floor(common / block);
}
