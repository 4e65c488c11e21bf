import { RepriseError } from '@reprise/spec';
import { expect, it } from 'vitest';
import { failure, httpFailure, reasonOf } from './failure.js';

it.each([
  [400, 'refused', false],
  [401, 'unauthorised', false],
  [403, 'unauthorised', false],
  [404, 'not-found', false],
  [405, 'not-found', false],
  [408, 'refused', true],
  [409, 'refused', true],
  [410, 'not-found', false],
  [413, 'refused', false],
  [422, 'refused', false],
  [425, 'refused', true],
  [429, 'rate-limit', true],
  [500, 'server', true],
  [501, 'not-found', false],
  [503, 'server', true],
])('HTTP %i is %s, worth another try: %s', (status, reason, retryable) => {
  const error = httpFailure('it', status, 'because');
  expect(reasonOf(error)).toBe(reason);
  expect(error.details).toMatchObject({ status, retryable });
  expect(error.message.includes('because')).toBe(reason !== 'unauthorised');
});

it('shortens what a server says', () => {
  expect(httpFailure('it', 500, 'x'.repeat(5000)).message.length).toBeLessThan(400);
  expect(httpFailure('it', 500, '').message).toBe('it answered HTTP 500: try again later');
});

it('knows no reason of other errors', () => {
  expect(reasonOf(failure('budget', 'x'))).toBe('budget');
  for (const other of [undefined, new Error('x'), new RepriseError('ABORTED', 'x')])
    expect(reasonOf(other)).toBe(undefined);
  const odd = new RepriseError('IO_FAILED', 'x', { details: { reason: 'toString' } });
  expect(reasonOf(odd)).toBe(undefined);
});
