import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sequence } from './llama-runtime.js';
import { sequencePool } from './sequence-pool.js';

/** A sequence that knows these tokens. */
function sequence(...known: number[]): Sequence & { contextTokens: readonly number[] } {
  const own = {
    tokenMeter: { usedOutputTokens: 0 },
    contextTokens: known as readonly number[],
    clearHistory: async () => {
      own.contextTokens = [];
    },
    eraseContextTokenRanges: async ([range]: readonly { readonly start: number; readonly end: number }[]) => {
      expect(range?.end).toBe(own.contextTokens.length);
      own.contextTokens = own.contextTokens.slice(0, range?.start);
    },
    controlledEvaluate: async () => [],
  };
  return own;
}

describe('sequencePool', () => {
  // Blocks of three.
  it.each([
    ['whole blocks of what both begin with', [1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 9, 9], 3],
    ['nothing where the first block differs', [1, 2, 9], [1, 2, 3, 4], 0],
    ['not the last token, which has to be evaluated', [1, 2, 3], [1, 2, 3], 0],
    ['all that is known where more follows', [1, 2, 3], [1, 2, 3, 4], 3],
    ['nothing of nothing', [], [1, 2, 3, 4], 0],
    ['nothing for no tokens', [1, 2, 3], [], 0],
  ])('keeps %s', async (_, known, tokens, expected) => {
    const only = sequence(...known);
    const kept = await sequencePool([only], 3).use(tokens, async (given, count) => {
      expect(given).toBe(only);
      expect(given.contextTokens).toEqual(known.slice(0, count));
      return count;
    });
    expect(kept).toBe(expected);
  });

  it('gives the sequence that knows most, and else the one that rested longest', async () => {
    const [a, b, c] = [sequence(1, 2), sequence(1, 2, 3, 4), sequence(7, 8)];
    const pool = sequencePool([a, b, c], 2);
    const used = (tokens: readonly number[]) => pool.use(tokens, async (given) => given);
    expect(await used([1, 2, 3, 4, 5])).toBe(b);
    expect(await used([7, 8, 9])).toBe(c);
    expect(await used([5, 5, 5])).toBe(a);
    expect(await used([6, 6, 6])).toBe(b);
  });

  it('lets wait in turn, frees what failed, and is idle after the last', async () => {
    const log: string[] = [];
    const pool = sequencePool([sequence()], 2);
    const work = (name: string) =>
      pool.use([1], async () => {
        log.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 1));
        log.push(`${name} ends`);
        if (name === 'b') throw new Error('b failed');
        return name;
      });
    const all = Promise.allSettled(['a', 'b', 'c'].map(work));
    await pool.idle();
    expect(log).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
    expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await pool.idle();
  });

  it('never gives a sequence twice at once, nor tokens that are not those asked for', async () => {
    const asked = fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 9 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(asked, fc.integer({ min: 1, max: 3 }), async (requests, count) => {
        const all = Array.from({ length: count }, () => sequence());
        const pool = sequencePool(all, 2);
        const busy = new Set<Sequence>();
        await Promise.all(
          requests.map((tokens) =>
            pool.use(tokens, async (given, kept) => {
              expect(busy.has(given)).toBe(false);
              busy.add(given);
              expect(given.contextTokens).toEqual(tokens.slice(0, kept));
              expect(kept % 2).toBe(0);
              expect(kept).toBeLessThan(Math.max(1, tokens.length));
              await Promise.resolve();
              (given as ReturnType<typeof sequence>).contextTokens = [...tokens, 5];
              busy.delete(given);
            }),
          ),
        );
      }),
    );
  });
});
