import { expect, it } from 'vitest';
import { retryAfter } from './retry-after.js';

const now = Date.parse('Wed, 21 Oct 2015 07:28:00 GMT');
const read = (headers: Record<string, string>) => retryAfter((name) => headers[name], now);

it.each([
  [{ 'retry-after': '3' }, 3000],
  [{ 'retry-after': ' 0.5 ' }, 500],
  [{ 'retry-after': 'Wed, 21 Oct 2015 07:28:07 GMT' }, 7000],
  [{ 'retry-after': 'Wed, 21 Oct 2015 07:27:00 GMT' }, 0],
  [{ 'retry-after-ms': '250', 'retry-after': '3' }, 250],
  [{ 'retry-after-ms': 'x', 'retry-after': '3' }, 3000],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{}, undefined],
])('reads %j as %s milliseconds', (headers, expected) => {
  expect(read(headers as Record<string, string>)).toBe(expected);
});
