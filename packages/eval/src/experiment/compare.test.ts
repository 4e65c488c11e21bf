import { describe, expect, it } from 'vitest';
import { compare } from './compare.js';

const difference = {
  meanDifference: 0.25,
  wins: 1,
  ties: 2,
  losses: 1,
  p: 0.5,
  corrected: 1,
  significant: false,
};

describe('compare', () => {
  it('takes differences up to 1e-9 for ties, and keeps what the test said', () => {
    const second = [0.5 + 9e-10, 0.5 - 9e-10, 0.5 + 2e-9, 0.5 - 2e-9];
    const pair = { first: [0.5, 0.5, 0.5, 0.5], second };
    const comparison = compare(['a', 'b', 'c', 'd'], pair, difference, [0]);
    expect(comparison).toMatchObject({ ...difference, risks: [{ alpha: 0 }] });
    expect(comparison.helped.map(({ query }) => query)).toEqual(['c']);
    expect(comparison.hurt.map(({ query }) => query)).toEqual(['d']);
  });

  it('takes 1e-9 itself for a tie', () => {
    const moved = compare(['a', 'b'], { first: [0, 0], second: [1e-9, -1e-9] }, difference, []);
    expect(moved).toMatchObject({ helped: [], hurt: [] });
  });

  it('names the five queries that moved most each way, equals in the order of the queries', () => {
    const queries = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const first = queries.map(() => 0);
    const up = compare(queries, { first, second: [1, 2, 3, 2, 1, 1, 1, 0] }, difference, []);
    const down = compare(queries, { first, second: [-1, -2, -3, -2, -1, -1, -1, 0] }, difference, []);
    expect(up.helped.map(({ query }) => query)).toEqual(['c', 'b', 'd', 'a', 'e']);
    expect(up.hurt).toEqual([]);
    expect(down.hurt.map(({ query }) => query)).toEqual(['c', 'b', 'd', 'a', 'e']);
    expect(down.helped).toEqual([]);
  });
});
