import { expect, it } from 'vitest';
import { readablePassage, readableToken } from './readable-token.js';

it('shows the end of a word by dots, and other pieces as they are', () => {
  expect(['##ough', 'cough', 'c##'].map(readableToken)).toEqual(['…ough', 'cough', 'c##']);
});

it('leaves out a model’s marks, and no other brackets', () => {
  expect(readablePassage('[CLS] nematodes [1] against slugs [SEP]')).toBe('nematodes [1] against slugs');
});
