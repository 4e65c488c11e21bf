import { describe, expect, it } from 'vitest';
import { randomWords } from '../significance/random-words.js';
import { gateCurve } from './gate-curve.js';
import { gateReport } from './gate-report.js';
import { tuneGate } from './tune-gate.js';

const refused = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    const { code, message, details } = error as { code: string; message: string; details: unknown };
    return { code, message, details };
  }
  return 'not refused';
};

const queries = Array.from({ length: 12 }, (_, q) => `q${String(q).padStart(2, '0')}`);
const never = queries.map(() => 0.5);
const always = queries.map((_, q) => (q % 3 === 0 ? 0.4 : 0.7));
const predictions = queries.map((_, q) => q);
const outcomes = { never, always, predictions };
const tune = (changes: object = {}) => tuneGate({ queries, ...outcomes, folds: 3, ...changes });

describe('outcomes that are refused', () => {
  it.each([
    ['gateReport', (changes: object) => gateReport({ ...outcomes, atLeast: 0, ...changes })],
    ['gateCurve', (changes: object) => gateCurve({ ...outcomes, ...changes })],
    ['tuneGate', tune],
  ])('by %s are named with their place and what to give', (_, call) => {
    expect(refused(() => call({ predictions: [1, 2] }))).toEqual({
      code: 'INVALID_INPUT',
      message: 'there are 2 predictions for 12 queries: give one a query',
      details: { predictions: 2, queries: 12 },
    });
    expect(refused(() => call({ predictions: [undefined, Number.NaN, ...predictions.slice(2)] }))).toEqual({
      code: 'INVALID_INPUT',
      message: 'prediction 1 is NaN: give finite numbers, and undefined where nothing was found',
      details: { index: 1, value: Number.NaN },
    });
  });

  it('are so for their ids too', () => {
    expect(refused(() => tune({ queries: ['q1'] }))).toEqual({
      code: 'INVALID_INPUT',
      message: 'there are 1 queries for 12 values: give one id a value',
      details: { queries: 1, values: 12 },
    });
    expect(refused(() => tune({ queries: [...queries.slice(1), 'q05'] }))).toEqual({
      code: 'DUPLICATE_ID',
      message: 'there are two of query "q05": keep one',
      details: { value: 'q05' },
    });
    expect(refused(() => tune({ queries: [...queries.slice(1), ''] }))).toMatchObject({
      code: 'INVALID_ID',
      message: expect.stringContaining('query 11'),
    });
  });
});

describe('options that are refused', () => {
  const option = (name: string, value: unknown, expected: string) => ({
    code: 'INVALID_OPTION',
    details: { option: name, value, expected },
  });

  it('name what they can be, and the ends of their ranges are taken', () => {
    for (const folds of [1, 13, 2.5])
      expect(refused(() => tune({ folds }))).toMatchObject(
        option('folds', folds, 'a whole number from 2 to 12, the number of queries'),
      );
    for (const seed of [-1, 0.5, 2 ** 32])
      expect(refused(() => tune({ seed }))).toMatchObject(
        option('seed', seed, 'a whole number from 0 to 4294967295'),
      );
    for (const taken of [{ folds: 2 }, { folds: 12 }, { seed: 0 }, { seed: 2 ** 32 - 1 }])
      expect(refused(() => tune(taken))).toBe('not refused');
    for (const atLeast of [Number.NaN, '1' as unknown as number])
      expect(refused(() => gateReport({ ...outcomes, atLeast }))).toMatchObject(
        option('atLeast', atLeast, 'a number'),
      );
  });
});

describe('folds', () => {
  it.each([0, 7])('are dealt from a Fisher–Yates shuffle of the ids, seed %i', (seed) => {
    const shuffled = [...queries];
    const word = randomWords(seed);
    for (let last = shuffled.length - 1; last > 0; last--) {
      const drawn = Math.floor((word() / 2 ** 32) * (last + 1));
      const [moved] = shuffled.splice(drawn, 1, shuffled[last]!);
      shuffled[last] = moved!;
    }
    const dealt = [0, 1, 2].map((fold) => shuffled.filter((_, i) => i % 3 === fold));
    expect(tune({ seed }).folds.map((fold) => fold.queries)).toEqual(dealt);
  });
});

describe('a difference of 1e-9', () => {
  it('is a tie on either side', () => {
    const report = gateReport({
      never: [0, 0, 0],
      always: [1e-9, -1e-9, 2e-9],
      predictions: [1, 1, 1],
      atLeast: 0,
    });
    expect(report.passed).toEqual({ queries: 3, gains: 1, ties: 2, losses: 0 });
  });
});
