import { expect, it } from 'vitest';
import { stopFilter } from './stop-filter.js';

it('drops exactly the given words and keeps the order of the others', () => {
  const filter = stopFilter(['the', '__proto__']);
  expect(filter(['the', 'The', 'thesis', '__proto__', 'constructor', 'the'])).toEqual([
    'The',
    'thesis',
    'constructor',
  ]);
});
