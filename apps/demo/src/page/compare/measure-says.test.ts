import { expect, it } from 'vitest';
import { measureSays } from './measure-says.js';

it('says of every usual measure what it tells, and nothing of others', () => {
  const said = ['nDCG@10', 'AP', 'R@100', 'P@10', 'RR@10'].map(measureSays);
  expect(new Set(said).size).toBe(5);
  expect(said).not.toContain('');
  expect(measureSays('other')).toBe('');
});
