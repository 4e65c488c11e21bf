import { describe, expect, it } from 'vitest';
import { geoRisk } from './geo-risk.js';
import { tRisk } from './t-risk.js';
import { uRisk } from './u-risk.js';
import { zRisk } from './z-risk.js';

const refusal = (code: string, message: string, details?: object) =>
  expect.objectContaining({ code, message, ...(details && { details }) });

describe('a refusal', () => {
  it.each([
    ['uRisk', (alpha: number) => uRisk([1], [1], alpha)],
    ['tRisk', (alpha: number) => tRisk([1], [1], alpha)],
    ['zRisk', (alpha: number) => zRisk([[1]], alpha)],
    ['geoRisk', (alpha: number) => geoRisk([[1]], alpha)],
  ])('of alpha by %s says what alpha can be', (_, risk) => {
    for (const alpha of [-0.5, Number.POSITIVE_INFINITY, Number.NaN])
      expect(() => risk(alpha)).toThrow(
        refusal('INVALID_OPTION', `alpha is ${alpha}: give a finite number of at least 0`),
      );
    expect(() => risk(0)).not.toThrow();
  });

  it('of a denominator names both', () => {
    expect(() => tRisk([1], [1], 0, { denominator: '' as 'c' })).toThrow(
      refusal('INVALID_OPTION', `denominator is "": give 'c-1' or 'c'`),
    );
  });

  it('of systems says which value of which', () => {
    expect(() => zRisk([], 1)).toThrow(
      refusal('INVALID_INPUT', 'there are no systems: give the values of at least one'),
    );
    expect(() =>
      zRisk(
        [
          [1, 0],
          [0, -2],
        ],
        1,
      ),
    ).toThrow(
      refusal('INVALID_INPUT', 'value 1 of system 1 is -2: give numbers of at least 0', {
        system: 1,
        index: 1,
        value: -2,
      }),
    );
    expect(() => zRisk([[1], [1, 2]], 1)).toThrow(
      refusal('INVALID_INPUT', 'the baseline has 1 values and the system 2: give one a query for both'),
    );
  });
});
