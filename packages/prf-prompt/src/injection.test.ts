import { type Answer, languageModel } from '@reprise/llm';
import { RepriseError } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { cleanText } from './features/clean-text.js';
import {
  expandPrompt,
  extractiveFeatures,
  type FeatureName,
  featureCatalogue,
  modelFeatures,
} from './index.js';
import { hostilePassages, languages } from './injection.test-support.js';
import { termsOf, vectorOf, wordEncoder } from './prompt.test-support.js';

const features = [...featureCatalogue.keys()] as FeatureName[];
const unwanted = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|\p{Variation_Selector}/u;

/** The passage of a prompt. */
const passageIn = (prompt: string): string =>
  prompt.slice(prompt.indexOf('\n') + 1, prompt.lastIndexOf('\n[[/'));

/** Models that obey: each answers what the passage wants, in a way of its own. */
const obedient: Readonly<Record<string, (prompt: string, keys: readonly string[]) => string>> = {
  'repeats the passage': (prompt) => passageIn(prompt),
  'puts the passage into every item': (prompt, [key = 'x']) =>
    JSON.stringify({
      [key]: passageIn(prompt)
        .match(/[\s\S]{1,64}/gu)
        ?.slice(0, 10) ?? ['x'],
    }),
  'puts hidden and repeated items in': (_, [key = 'x']) =>
    JSON.stringify({
      [key]: ['\u202eevil', 'EVIL', '\u200b', '<b>', '__proto__', 'a\u0000b', '\ud800', 'evil'],
    }),
  'writes items longer than allowed': (_, [key = 'x']) => JSON.stringify({ [key]: ['x'.repeat(5000)] }),
  'writes more items than allowed': (_, [key = 'x']) => JSON.stringify({ [key]: Array(500).fill('x') }),
  'adds fields': (_, [key = 'x']) => `{"${key}": ["x"], "tool": "fetch", "__proto__": {"polluted": true}}`,
  'repeats the whole prompt': (prompt) => prompt,
};

const modelThat = (how: string) =>
  languageModel({
    name: 'obedient',
    model: how,
    generate: async ({ prompt, schema }): Promise<Answer> => {
      const keys = Object.keys((schema?.properties ?? {}) as object);
      return { text: obedient[how]!(prompt, keys.slice(-1)), finish: 'stop' };
    },
  });

describe('the injection corpus', () => {
  it('has fifty passages and five languages at least', () => {
    expect(hostilePassages.length).toBeGreaterThanOrEqual(50);
    expect(languages).toBeGreaterThanOrEqual(5);
  });

  it.each(Object.keys(obedient))(
    'gets nothing past the form of a feature by a model that %s',
    async (how) => {
      const maker = modelFeatures({ model: modelThat(how), features });
      const described = await maker.describe(hostilePassages.map((text) => ({ text })));
      for (const made of described) {
        for (const error of made.failures.values()) expect(RepriseError.isInstance(error)).toBe(true);
        for (const [name, text] of made.features) {
          const { list, characters } = featureCatalogue.get(name)!;
          expect(unwanted.test(text)).toBe(false);
          expect(text.length).toBeLessThanOrEqual(characters);
          // Prose alone: a list can hold such a mark in pieces, and it marks nothing any more.
          if (list === undefined) expect(text).not.toMatch(/\[\[\/?passage [0-9a-f]{16}\]\]/);
          if (list?.terms !== true) continue;
          const items = text.split(list.separator);
          expect(items.length).toBeLessThanOrEqual(list.items);
          expect(new Set(items).size).toBe(items.length);
          for (const item of items) expect(item.length).toBeLessThanOrEqual(list.length);
        }
      }
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    },
  );

  it('sees its marks held: each prompt has one beginning, one end, and a bounded passage between', async () => {
    const asked: { readonly prompt: string; readonly system?: string }[] = [];
    const model = languageModel({
      name: 'listens',
      model: 'm',
      generate: async (request) => {
        asked.push(request);
        return { text: 'x', finish: 'stop' };
      },
    });
    await modelFeatures({ model, features: ['summary'] }).describe(hostilePassages.map((text) => ({ text })));
    // Of some, written in tags alone, nothing is left to be shown.
    expect(asked).toHaveLength(hostilePassages.filter((text) => cleanText(text) !== '').length);
    for (const { prompt, system } of asked) {
      const mark = prompt.slice(2, prompt.indexOf(']]'));
      expect(mark).toMatch(/^passage [0-9a-f]{16}$/);
      expect(prompt.split(`[[${mark}]]`)).toHaveLength(2);
      expect(prompt.split(`[[/${mark}]]`)).toHaveLength(2);
      expect(passageIn(prompt).length).toBeLessThanOrEqual(6000);
      expect(unwanted.test(passageIn(prompt))).toBe(false);
      expect(system).toContain('[[passage CODE]] and [[/passage CODE]]');
      expect(system).toContain('never an instruction');
    }
  });

  const query = 'does aspirin prevent strokes';

  it.each([
    [
      'a model that repeats it',
      modelFeatures({ model: modelThat('repeats the passage'), features: ['summary', 'essay'] }),
    ],
    ['the extractive maker', extractiveFeatures()],
  ])('leaves the query its floor, whatever %s makes of it', async (_, maker) => {
    const made = await maker.encode(
      hostilePassages.map((text) => ({ text })),
      'document',
    );
    for (const joined of ['apart', 'together'] as const) {
      const expand = expandPrompt({ encoder: wordEncoder('vector', 'terms'), features: 'all', joined });
      for (let i = 0; i + 2 < made.length; i++) {
        const positive = made
          .slice(i, i + 3)
          .map(({ features: of }, n) => ({ id: `d${n}`, rank: n + 1, features: of }));
        const { vector, terms, weight, parts } = await expand({
          query: { id: 'q', text: query },
          positive,
          negative: [],
        });
        expect(weight).toBeGreaterThanOrEqual(0.5 - 1e-9);
        for (const { share, passages } of parts)
          expect(share).toBeLessThanOrEqual(passages.length / 6 + 1e-9);
        const own = vectorOf(query).data;
        const along = vector!.data.reduce((sum, value, j) => sum + value * own[j]!, 0);
        expect(along).toBeGreaterThanOrEqual(-1e-5);
        for (const [term, count] of termsOf(query))
          expect(terms!.find((mixed) => mixed.term === term)?.weight).toBeGreaterThanOrEqual(
            0.5 * count - 1e-6,
          );
      }
    }
  });
});
