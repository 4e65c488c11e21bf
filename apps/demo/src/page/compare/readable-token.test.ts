import { expect, it } from 'vitest';
import { readableToken } from './readable-token.js';

it('shows the end of a word by dots, and other pieces as they are', () => {
  expect(['##ough', 'cough', 'c##'].map(readableToken)).toEqual(['…ough', 'cough', 'c##']);
});
