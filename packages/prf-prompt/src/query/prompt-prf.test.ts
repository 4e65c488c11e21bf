import { strategyConformance } from '@reprise/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandPrompt, type PromptPrfOptions, promptPrf } from '../index.js';
import {
  errorOf,
  feedbackOn,
  promptFeedback,
  termsOf,
  vectorOf,
  wordEncoder,
} from '../prompt.test-support.js';
import { mixTerms, mixVectors } from './mix.js';

const length = (data: Float32Array): number => Math.hypot(...data);

describe('mixing', () => {
  const vector = (...data: number[]) => ({ space: 's', data: Float32Array.from(data) });

  it('brings parts to the length of the query', () => {
    // ½·(3, 4) + ¼·5·(1, 0) + ¼·5·(0, 1)
    const parts = [vector(2, 0), vector(0, 9)].map((of) => ({ share: 0.25, vector: of }));
    expect([...mixVectors(vector(3, 4), parts, 'e').data]).toEqual([2.75, 3.25]);
    expect([...mixVectors(vector(3, 4), [{ share: 0.5, vector: vector(0, 0) }], 'e').data]).toEqual([3, 4]);
    expect([...mixVectors(vector(1, 0), [{ share: 0.5, vector: vector(-7, 0) }], 'e').data]).toEqual([1, 0]);
  });

  it('gives terms the share of their part, of its heaviest terms', () => {
    const terms = mixTerms(
      new Map([
        ['a', 3],
        ['b', 1],
      ]),
      [
        {
          share: 0.5,
          terms: new Map([
            ['b', 6],
            ['c', 2],
            ['d', 1],
          ]),
        },
      ],
      2,
      'e',
    );
    // ‖q‖ = 4: a ½·3; b ½·1 + ½·4·6/8; c ½·4·2/8.
    expect(terms).toEqual([
      { term: 'b', weight: 2, original: 0.5, parts: [1.5] },
      { term: 'a', weight: 1.5, original: 1.5, parts: [0] },
      { term: 'c', weight: 0.5, original: 0, parts: [0.5] },
    ]);
  });

  it('works without any term of the query, and leaves the share of an empty part with the query', () => {
    expect(mixTerms(new Map(), [{ share: 0.5, terms: new Map([['x', 4]]) }], 9, 'e')).toEqual([
      { term: 'x', weight: 0.5, original: 0, parts: [0.5] },
    ]);
    expect(mixTerms(new Map([['a', 2]]), [{ share: 0.5, terms: new Map() }], 9, 'e')).toEqual([
      { term: 'a', weight: 2, original: 2, parts: [0] },
    ]);
  });

  it('refuses what encoders must not give', () => {
    const code = (use: () => unknown): unknown => {
      try {
        return use();
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    const part = (of: ReturnType<typeof vector>) => [{ share: 0.5, vector: of }];
    expect(code(() => mixVectors(vector(1, 2), part(vector(1)), 'e'))).toBe('PLUGIN_CONTRACT');
    expect(code(() => mixVectors(vector(1), part({ space: 't', data: Float32Array.of(1) }), 'e'))).toBe(
      'PLUGIN_CONTRACT',
    );
    expect(code(() => mixVectors(vector(Number.NaN), [], 'e'))).toBe('PLUGIN_CONTRACT');
    for (const weight of [-1, Number.NaN, Infinity])
      expect(code(() => mixTerms(new Map([['a', weight]]), [], 1, 'e'))).toBe('PLUGIN_CONTRACT');
  });
});

describe('promptPrf', () => {
  const three = feedbackOn(
    'figs',
    { keywords: 'plum, pear', summary: 'Sweet.' },
    { summary: 'Sour.' },
    { keywords: 'date' },
  );

  it('encodes each passage with the query, and each has its share', async () => {
    const encoder = wordEncoder('vector');
    const [made] = await promptPrf({ encoder }).refine([three]);
    expect(encoder.asked).toEqual(['figs', 'figs\nplum, pear', 'figs\ndate']);
    // The document without keywords leaves its sixth with the query: 4/6, 1/6, 1/6.
    const scaled = (text: string) => {
      const { data } = vectorOf(text);
      return data.map((value) => (value * length(vectorOf('figs').data)) / length(data));
    };
    const [q, a, b] = ['figs', 'figs plum pear', 'figs date'].map(scaled) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    made?.vector.data.forEach((value, i) => {
      expect(value).toBeCloseTo((4 * q[i]! + a[i]! + b[i]!) / 6, 6);
    });
  });

  it('gives encoders of terms the features alone', async () => {
    const encoder = wordEncoder('terms');
    const [made] = await promptPrf({ encoder, features: ['summary', 'keywords'] }).refine([three]);
    expect(encoder.asked).toEqual(['figs', 'Sweet.. plum, pear', 'Sour.', 'date']);
    const sixth = Math.fround(1 / 6);
    const eighteenth = Math.fround(1 / 18);
    expect(made?.terms).toEqual(
      new Map([
        ['figs', 0.5],
        ['date', sixth],
        ['sour', sixth],
        ['pear', eighteenth],
        ['plum', eighteenth],
        ['sweet', eighteenth],
      ]),
    );
  });

  it('puts all passages into one text, in the order and with the labels asked for', async () => {
    const blockOf = async (options: Partial<PromptPrfOptions<'vector'>>) => {
      const { parts } = await expandPrompt({
        encoder: wordEncoder('vector'),
        joined: 'together',
        ...options,
      })(three);
      return parts.map(({ block }) => block);
    };
    expect(await blockOf({})).toEqual(['plum, pear\ndate']);
    expect(await blockOf({ order: 'bestLast', rankLabels: true })).toEqual([
      'Result 3: date\nResult 1: plum, pear',
    ]);
    expect(await blockOf({ ranks: [3, 9] })).toEqual(['date']);
    expect(await blockOf({ ranks: [2] })).toEqual([]);
    expect(await blockOf({ features: 'all' })).toEqual(['plum, pear. Sweet.\nSour.\ndate']);
    expect(await blockOf({ characters: 12 })).toEqual(['plum\ndate']);
  });

  it('tells which passage put what, and how much', async () => {
    const options = { encoder: wordEncoder('vector', 'terms'), weight: 0.7, ranks: [1, 2] };
    const { weight, parts, silent, terms } = await expandPrompt(options)(three);
    expect(weight).toBeCloseTo(0.85, 12);
    expect(silent).toEqual(['d2']);
    expect(parts).toEqual([
      {
        passages: [{ id: 'd1', rank: 1, features: new Map([['keywords', 'plum, pear']]) }],
        block: 'plum, pear',
        share: expect.closeTo(0.15, 12),
      },
    ]);
    expect(terms?.find(({ term }) => term === 'plum')?.parts).toEqual([expect.closeTo(0.05, 12)]);
  });

  it('encodes the query alone where no document has the features, and says so', async () => {
    const told: unknown[] = [];
    const [made] = await promptPrf({ encoder: wordEncoder('vector'), features: ['essay'] }).refine([three], {
      onProgress: (event) => told.push(event),
    });
    expect(made?.vector).toEqual(vectorOf('figs'));
    expect(told).toMatchObject([{ kind: 'warning', code: 'NO_FEEDBACK_TERMS', id: 'q' }]);
  });

  it('takes nothing that a query or a passage says for a place to fill', async () => {
    const encoder = wordEncoder('vector');
    const hostile = feedbackOn('{features} $&', { keywords: '{query} $1 \u202e{features}' });
    await promptPrf({ encoder, template: 'Q {query} F {features} Q {query}' }).refine([hostile]);
    expect(encoder.asked[1]).toBe('Q {features} $& F {query} $1 {features} Q {features} $&');
  });

  it('is all query at weight 1 and the prompted encoding alone at weight 0', async () => {
    const one = feedbackOn('figs', { keywords: 'plum' });
    const vectorAt = async (weight: number) =>
      (await promptPrf({ encoder: wordEncoder('vector'), weight }).refine([one]))[0]?.vector.data;
    expect(await vectorAt(1)).toEqual(vectorOf('figs').data);
    const prompted = vectorOf('figs plum').data;
    const scale = length(vectorOf('figs').data) / length(prompted);
    (await vectorAt(0))?.forEach((value, i) => {
      expect(value).toBeCloseTo(scale * prompted[i]!, 6);
    });
  });

  it('refuses options that mean nothing', () => {
    const encoder = wordEncoder('vector');
    for (const [name, options] of Object.entries({
      encoder: { encoder: undefined },
      features: { features: [] },
      weight: { weight: 1.1 },
      joined: { joined: 'both' },
      order: { order: 'random' },
      terms: { terms: 0 },
      characters: { characters: 0.5 },
      ranks: { ranks: [0] },
      template: { template: '{query}' },
    })) {
      expect(() => promptPrf({ encoder, ...options } as never), name).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringMatching(`^${name} is `) }),
      );
    }
    expect(() => promptPrf({ encoder, ranks: [] })).toThrow(/ranks/);
    const tokens = { ...encoder, writes: ['tokens'] } as never;
    expect(() => promptPrf({ encoder: tokens })).toThrow(/encoder is "words"/);
  });

  it('refuses an encoder that does not answer each text', async () => {
    const short = { ...wordEncoder('vector'), encode: async () => [] };
    expect(await errorOf(promptPrf({ encoder: short }).refine([three]))).toMatchObject({
      code: 'PLUGIN_CONTRACT',
    });
  });
});

const variants: readonly [name: string, options: Omit<PromptPrfOptions<'vector' | 'terms'>, 'encoder'>][] = [
  ['apart', {}],
  ['together', { joined: 'together', features: 'all', rankLabels: true, order: 'bestLast' }],
  ['of few terms', { terms: 1, weight: 0.8, characters: 30, features: ['summary', 'keywords'] }],
];

describe.each(variants)('promptPrf %s', (_, options) => {
  const make = () => promptPrf({ encoder: wordEncoder('vector', 'terms'), ...options });
  strategyConformance(make, promptFeedback(), { runs: 50 });

  it('leaves the query its weight, and no passage more than its part', () =>
    fc.assert(
      fc.asyncProperty(promptFeedback(), async (feedback) => {
        const { weight = 0.5 } = options;
        const k = feedback.positive.length;
        const expand = expandPrompt({ encoder: wordEncoder('vector', 'terms'), ...options });
        const { parts, vector, terms, weight: kept } = await expand(feedback);
        expect(kept).toBeGreaterThanOrEqual(weight - 1e-9);
        for (const part of parts) {
          expect(part.share).toBeLessThanOrEqual(((1 - weight) / k) * part.passages.length + 1e-9);
          for (const line of part.block.split('\n'))
            expect(line.length).toBeLessThanOrEqual((options.characters ?? 800) + 12);
        }
        const own = vectorOf(feedback.query.text).data;
        const moved = vector!.data.map((value, i) => value - kept * own[i]!);
        expect(length(moved)).toBeLessThanOrEqual((1 - kept) * length(own) + 1e-4);

        const words = termsOf(feedback.query.text);
        const mass = [...words.values()].reduce((a, b) => a + b, 0) || 1;
        for (const [term, count] of words) {
          expect(terms!.find((mixed) => mixed.term === term)!.weight).toBeGreaterThanOrEqual(
            weight * count - 1e-5,
          );
        }
        parts.forEach((part, i) => {
          const given = terms!.reduce((sum, mixed) => sum + mixed.parts[i]!, 0);
          expect(given).toBeLessThanOrEqual(part.share * mass + 1e-9);
        });
      }),
      { numRuns: 300 },
    ));
});
