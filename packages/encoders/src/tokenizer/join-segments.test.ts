import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { presets } from '../dense/presets.js';
import { filesOf } from '../folder/files-of.js';
import { golden, hasShared, sharedModel } from '../testing/shared.js';
import { tinyFolder } from '../testing/tiny-model.js';
import { type SegmentTemplate, type Sequence, segmentJoiner } from './join-segments.js';
import { type InputTemplate, openTokenizer, type TextTokenizer } from './text-tokenizer.js';

describe('segmentJoiner', () => {
  let tokenizer: TextTokenizer;
  beforeAll(async () => {
    tokenizer = await openTokenizer(await filesOf(tinyFolder()), { lowerCase: false });
  });
  const joined = (
    text: string,
    segments: SegmentTemplate = {},
    template: InputTemplate & { readonly maxTokens: number } = { maxTokens: 40 },
  ): Sequence => segmentJoiner(segments, template, tokenizer).join(text);
  const [cls, sep, a, b, c] = [2, 3, 5, 6, 7];

  it('puts the tokenizer’s separator behind each text, empty ones too', () => {
    expect(joined('a b[SEP]c[SEP][SEP]A')).toEqual({ ids: [cls, a, b, sep, c, sep, sep, a, sep] });
    expect(joined('')).toEqual({ ids: [cls, sep] });
    expect(joined('a')).toEqual({ ids: [cls, a, sep] });
  });

  it('gives the texts behind the first a type of their own on demand', () => {
    expect(joined('a[SEP]b', { tokenType: 1 })).toEqual({ ids: [cls, a, sep, b, sep], typeOneFrom: 3 });
    expect(joined('a', { tokenType: 1 })).toEqual({ ids: [cls, a, sep], typeOneFrom: 3 });
  });

  it('cuts each text to its length and all of them to the encoder’s, the last separator staying', () => {
    expect(joined('a a a[SEP]b b b[SEP]c c c', { first: 1, others: 2 }).ids).toEqual([
      ...[cls, a, sep, b, b, sep, c, c, sep],
    ]);
    expect(joined('a b c'.repeat(40), {}, { maxTokens: 8 }).ids).toHaveLength(8);
    expect(joined('a a[SEP]b b b b b b', {}, { maxTokens: 8 }).ids).toEqual([cls, a, a, sep, b, b, b, sep]);
  });

  it('leaves out a text for which too few tokens are left, and all behind it', () => {
    const text = 'a a[SEP]b b b[SEP]c';
    expect(joined(text, { least: 4 }, { maxTokens: 8 }).ids).toEqual([cls, a, a, sep, b, b, b, sep]);
    expect(joined(text, { least: 5 }, { maxTokens: 8 }).ids).toEqual([cls, a, a, sep]);
  });

  it('is, with the settings of ANCE-PRF, the joined text cut by the tokenizer itself', () => {
    const text = fc
      .array(fc.stringMatching(/^[abc ]{0,20}$/), { minLength: 1, maxLength: 6 })
      .map((texts) => texts.join('[SEP]'));
    fc.assert(
      fc.property(text, fc.integer({ min: 8, max: 30 }), (some, maxTokens) => {
        expect(joined(some, presets.ancePrf.query!.segments, { maxTokens }).ids).toEqual(
          tokenizer.encode(some, { maxTokens }),
        );
      }),
    );
  });

  it('never lets a text hold a special token of its own, where texts are separated otherwise', () => {
    expect(joined('a\u001eb [SEP] c [CLS]', { separator: '\u001e' }).ids).toEqual([cls, a, sep, b, c, sep]);
  });

  it('puts a prompt before the first text', () => {
    expect(joined('a[SEP]b', { first: 2 }, { prefix: 'c ', maxTokens: 20 }).ids).toEqual([
      ...[cls, c, a, sep, b, sep],
    ]);
  });

  it('never exceeds the encoder’s length, whatever the texts', () => {
    const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('a b '.repeat(2 ** 18)));
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 5 }), (texts) => {
        const { ids } = joined(texts.join('[SEP]'), {}, { maxTokens: 12 });
        expect(ids.length).toBeLessThanOrEqual(12);
        expect([ids[0], ids.at(-1)]).toEqual([cls, sep]);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [{ separator: '' }, {}, 'separator'],
    [{ first: 0 }, {}, 'first'],
    [{ others: 1.5 }, {}, 'others'],
    [{ least: Number.POSITIVE_INFINITY }, {}, 'least'],
    [{ tokenType: 2 }, {}, 'tokenType'],
    [{}, { suffix: '[MASK]' }, 'suffix'],
    [{}, { specialTokens: false }, 'specialTokens'],
  ])('refuses the settings %j beside %j', (segments, template, option) => {
    const attempt = () => joined('', segments as SegmentTemplate, { maxTokens: 9, ...template });
    expect(attempt).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(attempt).toThrow(option);
  });
});

describe.skipIf(!hasShared)(`models on disk${hasShared ? '' : ' (skipped: no shared collections)'}`, () => {
  it.each([
    ['prf-minilm-nfcorpus', { first: 32, others: 80, least: 10 }],
    ['lol-minilm-nfcorpus', { first: 32, others: 48, least: 10, tokenType: 1 }],
  ] as const)('%s is fed the token ids and types of the reference', async (name, segments) => {
    const tokenizer = await openTokenizer(await filesOf(sharedModel(name)), { lowerCase: false });
    const { join } = segmentJoiner(segments, { maxTokens: 384 }, tokenizer);
    const { cases } = golden<{
      cases: { query: string; passages: string[]; input_ids: number[]; token_type_ids: number[] }[];
    }>(name);
    for (const { query, passages, ...expected } of cases) {
      const { ids, typeOneFrom = ids.length } = join([query, ...passages].join('[SEP]'));
      expect(ids).toEqual(expected.input_ids);
      expect(ids.map((_, i) => Number(i >= typeOneFrom))).toEqual(expected.token_type_ids);
    }
  });
});
