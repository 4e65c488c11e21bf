import { fuse, nth, refine, rerank, topK } from '@reprise/core';
import { borda, combAnz } from '@reprise/fusion';
import type { DocumentSource, Ranking } from '@reprise/spec';
import { strategyConformance } from '@reprise/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatenate, eachText, slidingWindows, windowPresets } from './index.js';
import { windowsOf } from './sliding-windows.js';
import { hostileTexts, refined, sharedWords, textFeedback } from './text.test-support.js';
import { splitTexts } from './texts-in-one.js';

const numbers = (count: number): string => Array.from({ length: count }, (_, i) => i).join(' ');

describe('concatenate', () => {
  it('puts the documents behind the query in their order', async () => {
    expect(await refined(concatenate(), 'q', 'p one', 'p two')).toBe('q p one p two');
    expect(await refined(concatenate(), '', 'p', '', 'r')).toBe('p r');
  });

  it('keeps line ends, right-to-left text and the whole of a long one', async () => {
    expect(await refined(concatenate(), 'q', 'a\nb', 'مرحبا بالعالم')).toBe('q a\nb مرحبا بالعالم');
    const long = 'word '.repeat(2 ** 20 / 5);
    expect(await refined(concatenate(), 'q', long)).toBe(`q ${long}`);
  });

  it('never makes more than one text', () =>
    fc.assert(
      fc.asyncProperty(hostileTexts, fc.array(hostileTexts), async (query, texts) => {
        expect(splitTexts(await refined(concatenate(), query, ...texts))).toHaveLength(1);
      }),
    ));

  strategyConformance(concatenate, textFeedback);
});

describe('windowsOf', () => {
  // The worked example of the text-based feedback: windows of 65 words, 32 apart.
  it.each([
    [0, []],
    [1, [[0, 1]]],
    [40, [[0, 40]]],
    [65, [[0, 65]]],
    [
      66,
      [
        [0, 65],
        [32, 66],
      ],
    ],
    [
      97,
      [
        [0, 65],
        [32, 97],
      ],
    ],
    [
      98,
      [
        [0, 65],
        [32, 97],
        [64, 98],
      ],
    ],
    [
      195,
      [
        [0, 65],
        [32, 97],
        [64, 129],
        [96, 161],
        [128, 193],
        [160, 195],
      ],
    ],
    [
      200,
      [
        [0, 65],
        [32, 97],
        [64, 129],
        [96, 161],
        [128, 193],
        [160, 200],
      ],
    ],
  ])('of %i words are %j', (length, expected) => {
    expect(windowsOf(length, 65, 32)).toEqual(expected);
  });

  it('hold every word, where they are not farther apart than long, and are as few as can be', () =>
    fc.assert(
      fc.property(
        fc.nat(300),
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 70 }),
        (length, a, b) => {
          const [stride, words] = [Math.min(a, b), Math.max(a, b)];
          const windows = windowsOf(length, words, stride);
          const held = new Set(
            windows.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i)),
          );
          expect(held.size).toBe(length);
          expect(windows.slice(0, -1).every(([, to]) => to < length)).toBe(true);
        },
      ),
    ));
});

describe('slidingWindows', () => {
  it('writes the query with each window of all documents together', async () => {
    const text = await refined(slidingWindows({ words: 3, stride: 2 }), 'q r', 'a b', 'c\n d  e');
    expect(splitTexts(text)).toEqual(['q r a b c', 'q r c d e']);
  });

  it('takes windows of 65 words, half of that apart, and 50 of them at most where nothing is told', async () => {
    const windows = splitTexts(await refined(slidingWindows(), 'q', numbers(98)));
    expect(windows.map((window) => window.split(' ').length - 1)).toEqual([65, 65, 34]);
    expect(windows[1]!.startsWith('q 32 ')).toBe(true);
    expect(splitTexts(await refined(slidingWindows({ words: 10 }), 'q', numbers(15)))[1]).toBe(
      'q 5 6 7 8 9 10 11 12 13 14',
    );
    expect(splitTexts(await refined(slidingWindows(), 'q', numbers(2 ** 17)))).toHaveLength(50);
    expect(splitTexts(await refined(slidingWindows({ most: 2 }), 'q', numbers(500)))).toHaveLength(2);
  });

  it('keeps the query where the documents hold no word', async () => {
    expect(await refined(slidingWindows(), 'q', '', ' \n')).toBe('q');
  });

  it('makes as many texts as windows, whatever separators the texts hold', () =>
    fc.assert(
      fc.asyncProperty(hostileTexts, fc.array(hostileTexts), async (query, texts) => {
        const clean = texts.map((text) => text.replaceAll('\u001e', ' '));
        const words = clean.flatMap((text) => text.split(/\s+/)).filter((word) => word !== '').length;
        const found = splitTexts(await refined(slidingWindows({ words: 2, stride: 1 }), query, ...texts));
        expect(found).toHaveLength(Math.min(50, Math.max(1, windowsOf(words, 2, 1).length)));
      }),
    ));

  it('has the windows of the paper as presets, the stride half of the words', () => {
    for (const { words, stride } of Object.values(windowPresets)) expect(stride).toBe(Math.floor(words / 2));
    expect(() => slidingWindows(windowPresets.cast)).not.toThrow();
  });

  it.each([{ words: 0 }, { stride: 0.5 }, { stride: 0 }, { most: Number.NaN }])('refuses %j', (options) => {
    expect(() => slidingWindows(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });

  strategyConformance(() => slidingWindows({ words: 3 }), textFeedback);
});

describe('the text-based feedback of the paper, composed', () => {
  const texts = new Map([
    ['a', 'slugs eat lettuce'],
    ['b', 'copper keeps slugs off'],
    ['c', 'copper bands and wire'],
    ['d', 'sun and dry leaves'],
  ]);
  const documents: DocumentSource<'text'> = {
    spec: 'v1',
    name: 'texts',
    kinds: ['text'],
    fetch: async (ids) => new Map(ids.map((id) => [id, { text: texts.get(id)! }])),
  };
  const first: Ranking<'text'> = {
    query: { id: 'q', text: 'slugs lettuce' },
    hits: ['a', 'b', 'd', 'c'].map((id, i) => ({ id, score: 4 - i })),
  };
  const wiring = { documents, depth: 4 };
  const scoresOf = ([ranking]: readonly Ranking[]) =>
    new Map(ranking!.hits.map(({ id, score }) => [id, score]));

  it('concatenates and truncates', async () => {
    const ct = refine(concatenate(), { documents, judge: topK(2) }).pipe(rerank(sharedWords, wiring));
    const scores = scoresOf(await ct.run([first]));
    expect(Object.fromEntries(scores)).toEqual({ a: 3, b: 4, c: 1, d: 0 });
  });

  it('concatenates and aggregates, one document a pass', async () => {
    const passes = [1, 2].map((rank) =>
      refine(concatenate(), { documents, judge: nth(rank) }).pipe(rerank(sharedWords, wiring)),
    );
    const average = fuse(combAnz({ normalise: false }), ...passes);
    // With the first document a 3, b 1; with the second a 2, b 4, c 1.
    expect(Object.fromEntries(scoresOf(await average.run([first])))).toEqual({
      a: 2.5,
      b: 2.5,
      c: 0.5,
      d: 0,
    });
    const points = scoresOf(await fuse(borda({ form: 'relative' }), ...passes).run([first]));
    expect(Object.fromEntries(points)).toEqual({ a: 1.75, b: 1.75, c: 1, d: 0.5 });
  });

  it('slides windows, as many as the documents have, and keeps a query that has no documents', async () => {
    const sw = refine(slidingWindows({ words: 4, stride: 3 }), { documents, judge: topK(2) }).pipe(
      rerank(eachText(sharedWords, combAnz({ normalise: false })), wiring),
    );
    // Windows: slugs eat lettuce copper, copper keeps slugs off.
    expect(Object.fromEntries(scoresOf(await sw.run([first])))).toEqual({ a: 2.5, b: 3, c: 1, d: 0 });
    const [nothing] = await sw.run([{ ...first, hits: [] }]);
    expect(nothing!.hits).toEqual([]);
    expect(nothing!.query.text).toBe('slugs lettuce');
  });
});
