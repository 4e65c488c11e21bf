import { expect, it } from 'vitest';
import { possessiveFilter } from './possessive-filter.js';

it('drops one final s after an apostrophe of three forms, in any case', () => {
  const tokens = ["dog's", 'Dog’S', 'dog＇s', "dog's's", "dogs'", 'dogs', "'s", "it'sy", 'dogʼs'];
  expect(possessiveFilter(tokens)).toEqual([
    'dog',
    'Dog',
    'dog',
    "dog's",
    "dogs'",
    'dogs',
    '',
    "it'sy",
    'dogʼs',
  ]);
});
