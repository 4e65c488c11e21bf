import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Encoder, Progress } from '@reprise/spec';
import { feedbackOf, strategyConformance, textQueries } from '@reprise/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grf } from '../index.js';
import { errorOf, scripted, termsOf, vectorOf, wordEncoder } from '../prompt.test-support.js';

const shared = process.env.REPRISE_SHARED;
const root = shared ? pathToFileURL(`${shared}/`) : new URL('../../../../../shared/', import.meta.url);
const golden = new URL('golden/dense/methods.json', root);
const available = existsSync(golden);

const on = (text: string) => ({ query: { id: 'q', text }, positive: [{ id: 'd' }], negative: [] });

describe.skipIf(!available)(
  `GRF golden values${available ? '' : ' (skipped: no shared collections)'}`,
  () => {
    it('of the expansion are met', async () => {
      const { F_grf: values } = JSON.parse(readFileSync(golden, 'utf8'));
      const counts = { aspirin: 12, stroke: 9, daily: 6, mg: 3 };
      const { model } = scripted(() =>
        Object.entries(counts)
          .flatMap(([word, n]) => Array(n).fill(word))
          .join(' '),
      );
      const encoder = wordEncoder('terms');
      const [made] = await grf({ model, encoder, features: ['document'], terms: 3 }).refine([
        on('aspirin dose'),
      ]);
      const total = [...made!.terms.values()].reduce((a, b) => a + b, 0);
      const shares = Object.fromEntries(
        [...made!.terms].map(([term, weight]) => [term, Number((weight / total).toFixed(6))]),
      );
      expect(shares).toEqual(values['beta.5_theta3']);
    });
  },
);

describe('grf', () => {
  const answer = (prompt: string) =>
    prompt.includes('keywords') ? '{"keywords": ["Plum", "pear"]}' : 'Dates are sweet.';

  it('asks for each feature of the query, and encodes what was written', async () => {
    const { model, asked } = scripted(answer);
    const encoder = wordEncoder('vector', 'terms');
    const [made] = await grf({ model, encoder, features: ['keywords', 'essay'] }).refine([on('figs\u202e')]);
    expect(asked).toHaveLength(2);
    for (const prompt of asked) expect(prompt).toMatch(/^\[\[query [0-9a-f]{16}\]\]\nfigs\n\[\[\/query/);
    expect(encoder.asked).toEqual([
      'figs\u202e',
      'plum, pear\nDates are sweet.',
      'plum, pear',
      'Dates are sweet.',
    ]);
    expect(made?.terms.get('figs')).toBe(0.5);
    expect(made?.terms.get('plum')).toBeCloseTo(0.1, 6);
    const scaled = (text: string) => {
      const { data } = vectorOf(text);
      return data.map((value) => (value * Math.hypot(...vectorOf('figs').data)) / Math.hypot(...data));
    };
    const [q, a, b] = ['figs', 'plum pear', 'Dates are sweet'].map(scaled) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    made?.vector.data.forEach((value, i) => {
      expect(value).toBeCloseTo(0.5 * q[i]! + 0.25 * (a[i]! + b[i]!), 6);
    });
  });

  it('asks for all ten where nothing else is said', async () => {
    const { model, asked } = scripted(() => 'Text.');
    await grf({ model, encoder: wordEncoder('terms') }).refine([on('figs')]);
    expect(asked).toHaveLength(10);
  });

  it('goes without a feature that fails, and rejects where all fail', async () => {
    const { model } = scripted((prompt) => (prompt.includes('keywords') ? 'no JSON' : 'Dates.'));
    const told: Progress[] = [];
    const make = (features: readonly ('keywords' | 'essay')[]) =>
      grf({ model, encoder: wordEncoder('terms'), features });
    const [made] = await make(['keywords', 'essay']).refine([on('figs')], {
      onProgress: (event) => told.push(event),
    });
    expect(made?.terms).toEqual(
      new Map([
        ['dates', 0.5],
        ['figs', 0.5],
      ]),
    );
    expect(told).toMatchObject([{ code: 'SKIPPED_DOCUMENT', id: 'q' }]);
    expect(await errorOf(make(['keywords']).refine([on('figs')]))).toMatchObject({ code: 'PARSE_ERROR' });
  });

  it('leaves an empty query alone', async () => {
    const { model, asked } = scripted(answer);
    const [made] = await grf({ model, encoder: wordEncoder('terms') }).refine([on('')]);
    expect(made?.terms).toEqual(termsOf(''));
    expect(asked).toEqual([]);
  });

  it('refuses options that mean nothing, and encoders that break their word', async () => {
    const { model } = scripted(answer);
    const encoder = wordEncoder('terms');
    expect(() => grf({ model: null as never, encoder })).toThrow(/model/);
    expect(() => grf({ model, encoder: {} as Encoder<'text', 'terms'> })).toThrow(/encoder/);
    expect(() => grf({ model, encoder, weight: -1 })).toThrow(/weight/);
    expect(() => grf({ model, encoder, terms: 0 })).toThrow(/terms/);
    expect(() => grf({ model, encoder, temperature: -1 })).toThrow(/temperature/);
    const short = { ...encoder, encode: async () => [] };
    expect(await errorOf(grf({ model, encoder: short }).refine([on('figs')]))).toMatchObject({
      code: 'PLUGIN_CONTRACT',
    });
  });

  strategyConformance(
    () =>
      grf({
        model: scripted(answer).model,
        encoder: wordEncoder('vector', 'terms'),
        features: ['keywords', 'summary'],
      }),
    feedbackOf(textQueries(), fc.constant({})),
    { runs: 40 },
  );
});
