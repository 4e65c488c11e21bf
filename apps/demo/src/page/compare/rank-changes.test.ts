import { describe, expect, it } from 'vitest';
import { differenceOf, ranksOf } from './rank-changes.js';

const hits = (...ids: readonly string[]) => ids.map((id, i) => ({ id, rank: i + 1 }));

describe('ranks on both sides', () => {
  it('belong to every document of either side', () => {
    expect([...ranksOf(hits('a', '__proto__'), hits('__proto__', 'c'))]).toEqual([
      ['a', { left: 1 }],
      ['__proto__', { left: 2, right: 1 }],
      ['c', { right: 2 }],
    ]);
  });
});

describe('the difference of two rankings', () => {
  it('is who entered the first hits and whose rise matters most', () => {
    const ranks = ranksOf(hits('a', 'b', 'c', 'd'), hits('d', 'a', 'e', 'b'));
    expect(differenceOf(ranks, 2)).toEqual({ entered: ['d'], riser: { id: 'd', from: 4, to: 1 } });
    expect(differenceOf(ranks, 4)).toEqual({ entered: ['e'], riser: { id: 'd', from: 4, to: 1 } });
  });

  it('names a short rise to the top before a long one further down', () => {
    const many = Array.from({ length: 20 }, (_, i) => `n${i}`);
    const ranks = ranksOf(hits('a', 'b', ...many, 'z'), hits('b', 'a', ...many.slice(0, 6), 'z'));
    expect(differenceOf(ranks, 10).riser).toEqual({ id: 'b', from: 2, to: 1 });
  });

  it('is nothing between equal rankings', () => {
    expect(differenceOf(ranksOf(hits('a', 'b'), hits('a', 'b')), 10)).toEqual({ entered: [] });
  });
});
