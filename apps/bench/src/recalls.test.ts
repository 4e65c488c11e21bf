import { expect, it } from 'vitest';
import { recalls } from './recalls.js';

it('recall is the share of what the first engine found, over all queries and in any order', () => {
  const first = [['a', 'b'], ['c']];
  const second = [
    ['b', 'x'],
    ['c', 'a'],
  ];
  expect(recalls([first, second, [[], []]])).toEqual([1, 2 / 3, 0]);
});
