import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractiveFeatures } from '../index.js';
import { errorOf, wordEncoder } from '../prompt.test-support.js';
import { centralSentences, maximalMarginalRelevance } from './choose.js';
import { entities } from './entities.js';
import { sentences, words } from './split-text.js';
import { rankedPhrases, textRank } from './text-rank.js';
import { centroid, termRows, unit } from './vectors.js';

const parsed = (text: string) => sentences(text).map(words);

describe('sentences', () => {
  it('end with a mark and a space, not with an abbreviation or an initial', () => {
    expect(
      sentences('Dr. J. Smith et al. saw it. It was 3.5 mg, i.e. little! Was it? "Yes." 終わり。次。End'),
    ).toEqual([
      'Dr. J. Smith et al. saw it.',
      'It was 3.5 mg, i.e. little!',
      'Was it?',
      '"Yes."',
      '終わり。',
      '次。',
      'End',
    ]);
    expect(sentences('')).toEqual([]);
  });

  it('end with a mark that stands alone where there are no capitals', () => {
    expect(sentences('laws of flow . the laws are 3.5 . they hold')).toEqual([
      'laws of flow .',
      'the laws are 3.5 .',
      'they hold',
    ]);
  });

  it('hold all of a text, whatever it is', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[aB .!?。"']{0,60}$/), (text) => {
        expect(sentences(text).join('').replace(/ /g, '')).toBe(text.replace(/ /g, ''));
      }),
      { numRuns: 1000 },
    ));

  it('and words are found in a hostile text in time', () => {
    for (const text of ['.'.repeat(1e5), 'a-'.repeat(5e4), '"'.repeat(1e5), `${'.'.repeat(1e5)} x`]) {
      expect(sentences(text).flatMap(words).length).toBeLessThan(10);
    }
  });
});

describe('words', () => {
  it('know whether a space alone is before them', () => {
    expect(words('Low-dose aspirin, daily')).toEqual([
      { text: 'Low-dose', key: 'low-dose', joined: false },
      { text: 'aspirin', key: 'aspirin', joined: true },
      { text: 'daily', key: 'daily', joined: false },
    ]);
  });
});

describe('TextRank', () => {
  it('weighs the middle of a star above its ends, as its formula does', () => {
    // b is beside a, c and d, each of which is beside b alone: r(b) = .15 + .85·3r, r = .15 + .85·r(b)/3.
    const ranks = textRank(['a1 b1', 'c1 b1', 'd1 b1'].map(words));
    const end = (0.15 + (0.85 * 0.15) / 3) / (1 - 0.85 * 0.85);
    expect(ranks.get('a1')).toBeCloseTo(end, 3);
    expect(ranks.get('b1')).toBeCloseTo(0.15 + 0.85 * 3 * end, 3);
  });

  it('makes phrases of neighbours and leaves out stop words and numbers', () => {
    const text =
      'Low dose aspirin can make stroke risk less. In a trial, low dose aspirin was given to 500 men. Stroke risk is less with low dose aspirin.';
    expect(rankedPhrases(parsed(text), 3).slice(0, 2)).toEqual(['low dose aspirin', 'stroke risk']);
  });
});

describe('entities', () => {
  const of = (text: string) => entities(parsed(text));
  it('are names by their capitals, the most frequent first', () => {
    expect(
      of('The University of Kyoto tested IL-6 and p53. Later IL-6 was found in mice by Marie Curie.'),
    ).toEqual(['IL-6', 'University of Kyoto', 'p53', 'Marie Curie']);
  });

  it('are not words that only begin a sentence, nor headings', () => {
    expect(of('Aspirin helps. Recent European studies are recent. A NEW STUDY OF THE HEART')).toEqual([
      'European',
    ]);
    expect(of('Boston is cold. They moved to Boston.')).toEqual(['Boston']);
  });
});

describe('choosing by vectors', () => {
  it('takes the relevant, then what is unlike it', () => {
    const rows = [
      [1, 0],
      [0.9, 0.1],
      [0.5, 0.5],
    ].map(unit);
    const centre = unit([1, 0.4]);
    // By cosine 1 is the best. Beside it, .5·.899 − .5·.782 beats .5·.928 − .5·.994.
    expect(maximalMarginalRelevance(rows, centre, 2)).toEqual([1, 2]);
    expect(maximalMarginalRelevance(rows, centre, 2, 1)).toEqual([1, 0]);
    expect(maximalMarginalRelevance([], centre, 2)).toEqual([]);
  });

  it('takes the sentences in the middle, once, in their order', () => {
    const rows = termRows([['a', 'b'], ['x'], ['a', 'b'], ['a', 'c']]);
    expect(centralSentences(rows, centroid(rows), 2)).toEqual([0, 3]);
  });
});

describe('extractiveFeatures', () => {
  const text =
    'Low dose aspirin reduces stroke risk. In a trial at Harvard, low dose aspirin was given to men. ' +
    'The weather was fine. Stroke risk fell with low dose aspirin.';

  it('says only what stands in the text, with an encoder and without', async () => {
    for (const encoder of [undefined, wordEncoder('vector')]) {
      const maker = extractiveFeatures({ ...(encoder && { encoder }), items: 3 });
      const [made] = await maker.encode([{ text }], 'document');
      expect([...(made?.features.keys() ?? [])]).toEqual(['keywords', 'entities', 'summary']);
      for (const phrase of made?.features.get('keywords')?.split(', ') ?? [])
        expect(text.toLowerCase()).toContain(phrase);
      expect(made?.features.get('entities')).toBe('harvard');
      for (const sentence of sentences(made?.features.get('summary') ?? '')) expect(text).toContain(sentence);
    }
  });

  it('gives what is asked for, and nothing for nothing', async () => {
    const maker = extractiveFeatures({ features: ['summary'], sentences: 1 });
    const made = await maker.encode([{ text }, { text: '' }, { text: '...' }], 'document');
    expect(made.map(({ features }) => [...features])).toEqual([
      [['summary', 'Low dose aspirin reduces stroke risk.']],
      [],
      [['summary', '...']],
    ]);
    expect(maker.identity).toBe('extractive@1 by words, 10 items, 1 sentences, 6000 characters');
  });

  it('bears a mebibyte of anything', async () => {
    for (const part of ['word ', '\u202e', 'A. ', '漢', '['] as const) {
      const [made] = await extractiveFeatures().encode(
        [{ text: part.repeat((1 << 20) / part.length) }],
        'document',
      );
      for (const feature of made?.features.values() ?? []) expect(feature.length).toBeLessThanOrEqual(1000);
    }
  });

  it('refuses other features and what is no encoder of vectors', async () => {
    expect(() => extractiveFeatures({ features: ['essay' as never] })).toThrow(
      /some of keywords, entities, summary/,
    );
    expect(() => extractiveFeatures({ items: 0 })).toThrow(/items is 0/);
    expect(() => extractiveFeatures({ encoder: wordEncoder('terms') as never })).toThrow(/encoder is/);
    const short = { ...wordEncoder('vector'), encode: async () => [] };
    expect(
      await errorOf(extractiveFeatures({ encoder: short }).encode([{ text }], 'document')),
    ).toMatchObject({
      code: 'PLUGIN_CONTRACT',
    });
  });
});
