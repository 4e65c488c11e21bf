import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { languageModel, withBudget, withCache } from '@reprise/llm';
import type { Progress } from '@reprise/spec';
import { encoderConformance } from '@reprise/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extractiveFeatures, type MadeFeatures, makeFeatures, modelFeatures } from '../index.js';
import { errorOf, scripted } from '../prompt.test-support.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'reprise-features-'));
});
afterAll(() => rm(root, { recursive: true }));

const collection = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `d${i}`, text: `Text number ${i} is here.` }));

async function all(made: AsyncIterable<MadeFeatures>): Promise<MadeFeatures[]> {
  const list: MadeFeatures[] = [];
  for await (const one of made) list.push(one);
  return list;
}

const answer = (prompt: string): string =>
  prompt.includes('keywords')
    ? JSON.stringify({ keywords: [prompt.match(/number \d+/)?.[0] ?? 'none'] })
    : 'Short.';

const texts = fc.record({ text: fc.string({ unit: 'grapheme', maxLength: 40 }) }, { noNullPrototype: true });
encoderConformance(
  () => modelFeatures({ model: scripted(answer).model, features: ['keywords', 'summary'] }),
  texts,
  {
    runs: 40,
  },
);
describe('without a model', () => {
  encoderConformance(() => extractiveFeatures(), texts, { runs: 40 });
});

describe('modelFeatures', () => {
  it('shows a model one text between marks that the text cannot hold, and the task after it', async () => {
    const { model, asked } = scripted(answer);
    const maker = modelFeatures({ model, features: ['keywords', 'summary'] });
    await maker.encode([{ text: 'First text.' }, { text: 'Second text.' }], 'document');
    expect(asked).toHaveLength(4);
    for (const [i, prompt] of asked.entries()) {
      const [, mark, text] = prompt.match(/^\[\[(passage [0-9a-f]{16})\]\]\n(.*)\n\[\[\/\1\]\]\n\n\S/) ?? [];
      expect(text).toBe(i < 2 ? 'First text.' : 'Second text.');
      expect(text).not.toContain(mark);
    }
  });

  it('asks nothing about an empty text', async () => {
    const { model, asked } = scripted(answer);
    const maker = modelFeatures({ model, features: ['summary'] });
    expect(await maker.describe([{ text: '' }, { text: ' \u200b' }])).toEqual([
      { features: new Map(), failures: new Map() },
      { features: new Map(), failures: new Map() },
    ]);
    expect(asked).toEqual([]);
  });

  it('gives a failure of one answer back in its place', async () => {
    const { model } = scripted((prompt) =>
      prompt.includes('number 1') ? '{"keywords": 5}' : answer(prompt),
    );
    const maker = modelFeatures({ model, features: ['keywords'] });
    const [first, second] = await maker.describe(collection(2));
    expect(first?.features.get('keywords')).toBe('number 0');
    expect(second?.features.size).toBe(0);
    expect(second?.failures.get('keywords')).toMatchObject({
      code: 'PARSE_ERROR',
      details: { reason: 'schema' },
    });
    const told: Progress[] = [];
    await maker.encode(collection(2), 'document', { onProgress: (event) => told.push(event) });
    expect(told.filter(({ kind }) => kind === 'warning')).toMatchObject([{ code: 'SKIPPED_DOCUMENT' }]);
  });

  it('asks for the features of a passage one after the other, of several passages at once', async () => {
    const underWay: string[] = [];
    let most = 0;
    const model = languageModel({
      name: 'slow',
      model: 'by hand',
      generate: async ({ prompt }) => {
        const passage = prompt.match(/number \d+/)?.[0] ?? '';
        expect(underWay).not.toContain(passage);
        most = Math.max(most, underWay.push(passage));
        await new Promise((resolve) => setTimeout(resolve, 1));
        underWay.splice(underWay.indexOf(passage), 1);
        return { text: 'x', finish: 'stop' };
      },
    });
    const told: number[] = [];
    const maker = modelFeatures({ model, features: ['summary', 'essay', 'news'] });
    const made = await maker.describe(collection(7), {
      concurrency: 3,
      onProgress: (event) => told.push(event.kind === 'progress' ? event.done : Number.NaN),
    });
    expect(made.map(({ features }) => features.size)).toEqual(Array(7).fill(3));
    expect(most).toBe(3);
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await errorOf(maker.describe(collection(1), { concurrency: 0 }))).toMatchObject({
      code: 'INVALID_OPTION',
    });
  });

  it('rejects with what every text would meet', async () => {
    const { model } = scripted(answer);
    const maker = modelFeatures({ model: withBudget(model, { calls: 1 }), features: ['summary'] });
    expect(await errorOf(maker.describe(collection(3)))).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('refuses what is no model and no length', () => {
    expect(() => modelFeatures({ model: {} as never, features: ['summary'] })).toThrow(
      /model is .*give a language model/,
    );
    const { model } = scripted(answer);
    expect(() => modelFeatures({ model, features: ['summary'], characters: 0 })).toThrow(/characters is 0/);
  });
});

describe('makeFeatures', () => {
  it('goes through a collection in order, says how far it is, and goes on after failures', async () => {
    const { model } = scripted((prompt) => (prompt.includes('number 2') ? 'no JSON' : answer(prompt)));
    const told: Progress[] = [];
    const maker = modelFeatures({ model, features: ['keywords', 'summary'] });
    const made = await all(
      makeFeatures(collection(5), maker, { batchSize: 2, onProgress: (event) => told.push(event) }),
    );
    expect(made.map(({ id, features }) => [id, features.get('keywords')])).toEqual([
      ['d0', 'number 0'],
      ['d1', 'number 1'],
      ['d2', undefined],
      ['d3', 'number 3'],
      ['d4', 'number 4'],
    ]);
    expect(made[2]?.features.get('summary')).toBe('no JSON');
    expect([...(made[2]?.failures.keys() ?? [])]).toEqual(['keywords']);
    const steps = told.flatMap((event) => (event.kind === 'progress' ? [event.done] : []));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(told.at(-1)).toMatchObject({ stage: 'features', done: 5, total: 5, unit: 'documents' });
    expect(told.filter(({ kind }) => kind === 'warning')).toMatchObject([
      { code: 'SKIPPED_DOCUMENT', id: 'd2' },
    ]);
  });

  it('takes a stream, and documents of hostile ids', async () => {
    async function* stream() {
      for (const id of ['__proto__', 'constructor', '🙂'])
        yield { id, text: 'Paris is in France. We love Paris.' };
    }
    const made = await all(makeFeatures(stream(), extractiveFeatures()));
    expect(made.map(({ id }) => id)).toEqual(['__proto__', 'constructor', '🙂']);
    expect(made[0]?.features.get('entities')).toBe('paris, france');
  });

  it('goes on where it was aborted, and repeats no call', async () => {
    const { model, asked } = scripted(answer);
    const cached = await withCache(model, join(root, 'generations'));
    const maker = modelFeatures({ model: cached, features: ['keywords', 'summary'] });
    const controller = new AbortController();
    const aborted = all(
      makeFeatures(collection(20), maker, {
        batchSize: 4,
        signal: controller.signal,
        onProgress: (event) => {
          if (event.kind === 'progress' && event.done >= 7) controller.abort('enough');
        },
      }),
    );
    expect(await errorOf(aborted)).toMatchObject({ code: 'ABORTED', cause: 'enough' });
    const before = asked.length;
    expect(before).toBeGreaterThanOrEqual(14);
    expect(before).toBeLessThan(40);
    const made = await all(makeFeatures(collection(20), maker));
    expect(made).toHaveLength(20);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked).toHaveLength(40);
  });

  it('refuses documents twice, without id, without text, and no maker', async () => {
    const maker = extractiveFeatures();
    const codeOf = async (...of: unknown[]) => (await errorOf(all(makeFeatures(of as never, maker)))).code;
    expect(await codeOf({ id: 'a', text: '' }, { id: 'a', text: '' })).toBe('DUPLICATE_ID');
    expect(await codeOf({ id: '', text: '' })).toBe('INVALID_ID');
    expect(await codeOf({ id: 'a' })).toBe('MISSING_REPRESENTATION');
    expect(await errorOf(all(makeFeatures([], {} as never)))).toMatchObject({ code: 'INVALID_OPTION' });
    expect(await errorOf(all(makeFeatures([], maker, { batchSize: 0 })))).toMatchObject({
      code: 'INVALID_OPTION',
    });
    const short = { ...maker, describe: async () => [] };
    expect(await errorOf(all(makeFeatures(collection(1), short)))).toMatchObject({ code: 'PLUGIN_CONTRACT' });
  });
});
