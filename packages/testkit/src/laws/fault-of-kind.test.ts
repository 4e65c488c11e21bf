import type { Kind } from '@reprise/spec';
import { expect, it } from 'vitest';
import { faultOfKind } from './fault-of-kind.js';

const two = Float32Array.of(1, 2);
const rows = { space: 's', dimensions: 2, data: two, weights: Float32Array.of(1) };

it.each<[Kind, unknown]>([
  ['text', ''],
  ['terms', new Map([['a', -1]])],
  ['vector', { space: 's', data: two }],
  ['tokens', rows],
  ['tokens', { ...rows, ids: Int32Array.of(7), labels: ['seven'] }],
  ['features', new Map([['summary', 'short']])],
  ['a kind of a plugin' as Kind, 1],
])('finds nothing wrong with %s %o', (kind, value) => {
  expect(faultOfKind(kind, value)).toBeUndefined();
});

it.each<[Kind, unknown, string]>([
  ['text', undefined, 'text is missing'],
  ['terms', null, 'terms is missing'],
  ['text', 1, 'text is not a string'],
  ['terms', { a: 1 }, 'terms is not a Map'],
  ['terms', new Map([['a', Number.NaN]]), 'terms holds "a" with the weight NaN'],
  ['terms', new Map([[1, 1]]), 'terms holds 1 with the weight 1'],
  ['vector', { space: '', data: two }, 'vector has the space ""'],
  ['vector', { space: 's', data: [1, 2] }, 'vector has data that is not a Float32Array'],
  ['vector', { space: 's', data: Float32Array.of(1, Number.NaN) }, 'vector holds NaN'],
  ['tokens', { ...rows, weights: Float32Array.of(Number.POSITIVE_INFINITY) }, 'tokens holds Infinity'],
  ['tokens', { ...rows, dimensions: 3 }, 'tokens holds 2 numbers in 1 rows of 3'],
  [
    'tokens',
    { ...rows, ids: Int32Array.of(1, 2) },
    'tokens has another number of ids or labels than of rows',
  ],
  ['features', { a: 'b' }, 'features is not a Map'],
  ['features', new Map([['a', 1]]), 'features holds more than strings'],
])('finds what is wrong with %s %o', (kind, value, fault) => {
  expect(faultOfKind(kind, value)).toBe(fault);
});
