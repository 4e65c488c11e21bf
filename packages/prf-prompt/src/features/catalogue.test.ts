import { languageModel } from '@reprise/llm';
import { describe, expect, it } from 'vitest';
import { type FeatureName, featureCatalogue, modelFeatures } from '../index.js';
import { scripted } from '../prompt.test-support.js';

describe('the catalogue', () => {
  it('has the ten features of GRF, each under its name', () => {
    expect([...featureCatalogue.keys()]).toEqual([
      ...['keywords', 'entities', 'cotKeywords', 'cotEntities', 'queries', 'summary', 'facts', 'document'],
      ...['essay', 'news'],
    ]);
    for (const [name, template] of featureCatalogue) expect(template.name).toBe(name);
  });

  it('bounds every list to 32 items and 2,048 characters, and holds it to a schema', () => {
    for (const { list, schema, characters } of featureCatalogue.values()) {
      expect(list === undefined).toBe(schema === undefined);
      expect(characters).toBeLessThanOrEqual(2400);
      if (list === undefined) continue;
      expect(list.items).toBeLessThanOrEqual(32);
      expect(list.items * list.length).toBeLessThanOrEqual(2048);
    }
  });

  it.each([...featureCatalogue])(
    'asks for %s in a way that a model of schemas can answer',
    async (name, template) => {
      const { list } = template;
      const value = list && {
        ...(name.startsWith('cot') && { reasons: 'Because.' }),
        [list.field]: ['One', 'two'],
      };
      const { model } = scripted(() => (list ? JSON.stringify(value) : 'One two.'));
      const [made] = await modelFeatures({ model, features: [name as FeatureName] }).describe([
        { text: 'A text.' },
      ]);
      expect(made?.failures.size).toBe(0);
      const lower = list?.terms === true ? 'one, two' : undefined;
      expect(made?.features.get(name)).toBe(lower ?? (list ? `One${list.separator}two` : 'One two.'));
    },
  );
});

describe('templates of your own', () => {
  const own = {
    name: 'tone',
    version: 3,
    passage: 'Say its tone.',
    query: 'Say its tone.',
    maxTokens: 9,
    characters: 20,
  };
  it('are asked for like those of the catalogue', async () => {
    const { model, asked } = scripted(() => 'calm and dry, and then very much more than fits');
    const maker = modelFeatures({ model, features: [own, 'summary'] });
    expect(maker.features).toEqual(['tone', 'summary']);
    expect(maker.identity).toContain('tone@3, summary@2');
    const [made] = await maker.encode([{ text: 'A text.' }], 'document');
    expect(made?.features.get('tone')).toBe('calm and dry, and');
    expect(asked[0]).toContain('Say its tone.');
  });

  it('are refused where something is missing, as are unknown and repeated names', () => {
    const model = languageModel({
      name: 'f',
      model: 'm',
      generate: async () => ({ text: '', finish: 'stop' }),
    });
    const message = (features: unknown): string => {
      try {
        modelFeatures({ model, features: features as never });
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    expect(message(['keyword'])).toBe(
      'features is "keyword": give keywords, or another of keywords, entities, cotKeywords, cotEntities, queries, ' +
        'summary, facts, document, essay, news',
    );
    expect(message(['summary', 'summary'])).toBe('features is "summary": give each feature once');
    expect(message([])).toContain('give some of keywords');
    expect(message([{ ...own, maxTokens: 0 }])).toContain('maxTokens of the template tone is 0');
    expect(message([{ ...own, query: '' }])).toContain('query of a template');
    expect(message([{ ...own, schema: {} }])).toContain('list of the template tone');
    expect(message([null])).toContain('name of a template is undefined');
  });
});
