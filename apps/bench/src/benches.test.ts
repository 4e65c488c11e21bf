import { afterEach, describe, expect, it, vi } from 'vitest';
import { analyzerBench } from './analyzer.js';
import type { Bench } from './bench.js';
import { denseBench } from './dense.js';
import { encodeBench } from './encode.js';
import { feedbackBench } from './feedback.js';
import { lateInteractionBench } from './late-interaction/late-interaction-bench.js';
import { lexical } from './lexical.js';
import { percentile } from './measure.js';
import { streaming } from './streaming.js';
import { syntheticTexts } from './synthetic.js';
import { table } from './table.js';

afterEach(() => vi.unstubAllEnvs());

describe.each<[string, Bench, number]>([
  ['lexical', lexical, 6],
  ['feedback', feedbackBench, 2],
  ['streaming', streaming, 1],
  ['analyzer', analyzerBench, 2],
  ['dense', denseBench, 6],
  ['encode', encodeBench, 2],
  ['late-interaction', lateInteractionBench, 8],
])('%s', (_, bench, tables) => {
  it('gives finite figures on the sample collection and on small synthetic texts', async () => {
    vi.stubEnv('REPRISE_SHARED', '/nowhere');
    let count = 0;
    for await (const { rows } of bench({ documents: 100, mebibytes: 1, texts: 2, peers: true })) {
      count++;
      for (const value of rows.flatMap((row) => Object.values(row))) {
        expect(value).toSatisfy((cell) => typeof cell === 'string' || Number.isFinite(cell));
      }
    }
    expect(count).toBe(tables);
  });
});

it('percentile takes a value that is there, the lower of two neighbours', () => {
  expect(percentile([4, 1, 3, 2], 0.5)).toBe(2);
  expect(percentile([10, 2, 1], 0.95)).toBe(10);
});

it('synthetic texts are the same each time', () => {
  expect(syntheticTexts(3)).toEqual(syntheticTexts(3));
});

it('a table has its columns under their names, to three digits', () => {
  const rows = [
    { engine: 'a', ms: 0.12345 },
    { engine: 'longer', ms: 1234.5 },
  ];
  expect(table({ title: 'T', rows })).toBe('T\n  engine     ms\n  a       0.123\n  longer  1,235\n');
});
