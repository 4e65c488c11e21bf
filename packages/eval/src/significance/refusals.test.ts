import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from './benjamini-hochberg.js';
import { bonferroni } from './bonferroni.js';
import { bootstrapInterval } from './bootstrap-interval.js';
import { holm } from './holm.js';
import { pairedTTest } from './paired-t-test.js';
import { randomizationTest } from './randomization-test.js';
import { wilcoxonTest } from './wilcoxon-test.js';

const refused = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    const { code, message, details } = error as { code: string; message: string; details: unknown };
    return { code, message, details };
  }
  return 'not refused';
};

describe('a refusal of values', () => {
  it.each([pairedTTest, randomizationTest, wilcoxonTest, bootstrapInterval])(
    'by $name says what is wrong, where, and what to give',
    (test) => {
      expect(refused(() => test([1, 2], [1]))).toEqual({
        code: 'INVALID_INPUT',
        message: 'the baseline has 2 values and the system 1: give one a query for both',
        details: { baseline: 2, system: 1 },
      });
      expect(refused(() => test([], []))).toMatchObject({
        code: 'INVALID_INPUT',
        message: 'there are no values to compare: give at least one query',
      });
      expect(refused(() => test([1, 2], [1, Number.NaN]))).toEqual({
        code: 'INVALID_INPUT',
        message: 'value 1 of the system is NaN: give finite numbers',
        details: { side: 'system', index: 1, value: Number.NaN },
      });
      expect(refused(() => test([Number.NEGATIVE_INFINITY], [1]))).toEqual({
        code: 'INVALID_INPUT',
        message: 'value 0 of the baseline is -Infinity: give finite numbers',
        details: { side: 'baseline', index: 0, value: Number.NEGATIVE_INFINITY },
      });
    },
  );

  it.each([holm, bonferroni, benjaminiHochberg])('by $name says which p-value is none', (correct) => {
    expect(refused(() => correct([0, 1, 1.5, -1]))).toEqual({
      code: 'INVALID_INPUT',
      message: 'p-value 2 is 1.5: give numbers from 0 to 1',
      details: { index: 2, value: 1.5 },
    });
    expect(correct([0, 1])).toEqual([0, 1]);
  });
});

describe('a refusal of options', () => {
  const option = (name: string, value: unknown, expected: string) => ({
    code: 'INVALID_OPTION',
    details: { option: name, value, expected },
  });

  it.each([randomizationTest, bootstrapInterval])('by $name names samples and seeds it can take', (test) => {
    for (const samples of [0, 1.5, Number.NaN, 2 ** 53])
      expect(refused(() => test([0], [1], { samples }))).toMatchObject(
        option('samples', samples, 'a whole number of at least 1'),
      );
    for (const seed of [-1, 0.5, 2 ** 32])
      expect(refused(() => test([0], [1], { seed }))).toMatchObject(
        option('seed', seed, 'a whole number from 0 to 4294967295'),
      );
    for (const taken of [{ samples: 1 }, { seed: 0 }, { seed: 2 ** 32 - 1 }])
      expect(test([0], [1], taken).meanDifference).toBe(1);
  });

  it('names the shares that a confidence can be', () => {
    for (const confidence of [0, 1, -0.5, Number.NaN])
      expect(refused(() => bootstrapInterval([0], [1], { confidence }))).toMatchObject(
        option('confidence', confidence, 'a number between 0 and 1'),
      );
  });

  it('names what Wilcoxon takes for zeros and for a method', () => {
    expect(refused(() => wilcoxonTest([0], [1], { zeros: '' as 'pratt' }))).toMatchObject(
      option('zeros', '', 'wilcox, pratt or zsplit'),
    );
    expect(refused(() => wilcoxonTest([0], [1], { method: '' as 'auto' }))).toMatchObject(
      option('method', '', 'auto or normal'),
    );
  });
});
