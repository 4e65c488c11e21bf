import { rerankerConformance, textQueries } from '@reprise/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEncoder } from '../dense/open-encoder.js';
import { largestDifference } from '../testing/shared.js';
import { classifierFolder, classifierTensors } from '../testing/tiny-classifier.js';
import { type Folder, jsonBytes, safetensorsOf } from '../testing/tiny-model.js';
import type { CrossEncoder, CrossEncoderOptions } from './cross-encoder.js';
import { openCrossEncoder } from './open-cross-encoder.js';

const items = (query: string, ...texts: string[]) => [
  { query: { id: 'q', text: query }, documents: texts.map((text, i) => ({ id: `d${i}`, text })) },
];

async function scoresWith(
  folder: Folder,
  query: string,
  texts: readonly string[],
  options: CrossEncoderOptions = {},
): Promise<Float32Array> {
  const encoder = await openCrossEncoder(folder, { name: 'tiny', activation: 'identity', ...options });
  try {
    const [scores] = await encoder.score(items(query, ...texts));
    return scores!;
  } finally {
    await encoder.close();
  }
}

/** The logits of a text of tokens of type 0, computed by hand from the row of its first one. */
async function logitsByHand(text: string, labels: number): Promise<number[]> {
  const encoder = await openEncoder(classifierFolder(), {
    space: 'tiny',
    modules: [{ type: 'pooling', modes: ['cls'] }],
    query: { specialTokens: false },
  });
  const [made] = await encoder.encode([{ text }], 'query');
  await encoder.close();
  const tensors = classifierTensors(labels);
  const layer = (name: string, x: readonly number[]): number[] => {
    const { values: weight } = tensors.get(`${name}.weight`)!;
    return [...tensors.get(`${name}.bias`)!.values].map((bias, o) =>
      x.reduce((sum, value, i) => sum + value * weight[o * x.length + i]!, bias),
    );
  };
  return layer('classifier', layer('bert.pooler.dense', [...made!.vector.data]).map(Math.tanh));
}

describe('openCrossEncoder on a tiny folder', () => {
  let tiny: CrossEncoder;
  beforeAll(async () => {
    tiny = await openCrossEncoder(classifierFolder(), { name: 'tiny' });
  });
  afterAll(() => tiny.close());

  it('says what it is', () => {
    expect(tiny).toMatchObject({ spec: 'v1', name: 'tiny', reads: ['text'], sees: ['text'] });
    expect(Object.isFrozen(tiny)).toBe(true);
  });

  it('scores a pair by the head of the folder', async () => {
    // With one token type, [CLS] a b [SEP] c [SEP] is a text like any other.
    const options = { type_vocab_size: 1 };
    const oneType = classifierFolder(['LABEL_0'], options);
    const tensors = classifierTensors(1);
    const types = tensors.get('bert.embeddings.token_type_embeddings.weight')!;
    tensors.set('bert.embeddings.token_type_embeddings.weight', {
      shape: [1, 16],
      values: types.values.slice(0, 16),
    });
    oneType.set('model.safetensors', safetensorsOf(tensors));
    const [expected] = await logitsByHand('[CLS] a b [SEP] c [SEP]', 1);
    const [score] = await scoresWith(oneType, 'a b', ['c']);
    expect(score).toBeCloseTo(expected!, 5);
    const [typed] = await scoresWith(classifierFolder(), 'a b', ['c']);
    expect(Math.abs(typed! - score!)).toBeGreaterThan(1e-3);
  });

  it('makes one score of several logits as it is told', async () => {
    const nli = classifierFolder(['contradiction', 'entailment', 'neutral']);
    const score = async (options: CrossEncoderOptions): Promise<number> =>
      (await scoresWith(nli, 'a', ['b'], options))[0]!;
    const probabilities = await Promise.all(
      [0, 1, 2].map((label) => score({ label, activation: 'softmax' })),
    );
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
    expect(await score({ activation: 'softmax' })).toBe(probabilities[1]);
    expect(await score({})).toBeCloseTo(Math.log(probabilities[1]! / (1 - probabilities[1]!)), 4);
    expect(await score({ label: 'neutral', activation: 'softmax' })).toBe(probabilities[2]);
    const logit = async (label: number): Promise<number> => {
      const p = await score({ label, activation: 'sigmoid' });
      return Math.log(p / (1 - p));
    };
    expect((await logit(1)) - (await logit(0))).toBeCloseTo(
      Math.log(probabilities[1]! / probabilities[0]!),
      4,
    );
  });

  it('gives each document the same score whatever is beside it, in the order shown', async () => {
    const word = fc.stringMatching(/^[abc]{1,6}$/);
    const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(' '));
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { minLength: 1, maxLength: 8 }), async (query, texts) => {
        const [together] = await tiny.score(items(query, ...texts));
        for (const [i, one] of texts.entries()) {
          const [alone] = await tiny.score(items(query, one));
          expect(largestDifference([together![i]!], alone!)).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('takes any text: empty, of half characters, long, with separators, in other scripts', async () => {
    const strange = [
      '',
      ' ',
      '\ud800 a \udc00',
      'a\0b',
      '[SEP] [CLS] [PAD] [MASK] [UNK]',
      '食後 血糖',
      'المشي بعد العشاء',
      '🙂'.repeat(50),
      'abc '.repeat(2 ** 18),
    ];
    for (const query of strange) {
      const [scores] = await tiny.score(items(query, ...strange));
      expect(scores!.every((score) => score > 0 && score < 1)).toBe(true);
    }
    expect(await tiny.score([])).toEqual([]);
    expect(await tiny.score(items('a'))).toEqual([new Float32Array()]);
  });

  it('leaves out the separators of a text, so that no document can play the query', async () => {
    const [plain, hostile, split] = (
      await tiny.score(items('a b', 'c a b', '[SEP] c [CLS] a[SEP]b', 'c'))
    )[0]!;
    expect(hostile).toBeCloseTo(plain!, 6);
    expect(split).not.toBeCloseTo(plain!, 3);
    const [query] = (await tiny.score(items('a [SEP] b', 'c a b')))[0]!;
    expect(query).toBeCloseTo(plain!, 6);
  });

  it('cuts pairs to the folder’s length, or a shorter one, the query to its own', async () => {
    const long = 'a b c '.repeat(30);
    const fitting = `${'a b c '.repeat(11)}a b`;
    const of = (query: string, text: string, options: CrossEncoderOptions = {}) =>
      scoresWith(classifierFolder(), query, [text], options);
    expect(await of('a b', long)).toEqual(await of('a b', fitting));
    expect(await of('a b', long, { maxTokens: 9 })).toEqual(await of('a b', 'a b c a'));
    expect(await of(long, 'a b', { maxTokens: 9 })).toEqual(await of('a b c a', 'a b'));
    expect(await of(long, long, { maxTokens: 10 })).toEqual(await of('a b c', 'a b c a'));
    expect(await of('a b c a b', long, { maxTokens: 10, truncation: 'document' })).toEqual(
      await of('a b c a b', 'a b'),
    );
    expect(await of(long, 'c', { query: { maxTokens: 2 } })).toEqual(await of('a b', 'c'));
  });

  it('puts the folder’s prompt before a query, or the one it is told', async () => {
    const folder = classifierFolder().set(
      'config_sentence_transformers.json',
      jsonBytes({ prompts: { task: 'c c ' }, default_prompt_name: 'task' }),
    );
    const plain = (query: string) => scoresWith(classifierFolder(), query, ['b']);
    expect(await scoresWith(folder, 'a', ['b'])).toEqual(await plain('c c a'));
    expect(await scoresWith(folder, 'a', ['b'], { query: { prefix: 'b ' } })).toEqual(await plain('b a'));
  });

  it('reports progress in documents of all queries, in pieces or not, and counts all', async () => {
    const events: { done: number; total?: number }[] = [];
    const batch = [...items('a', 'b', 'c c'), ...items('b', 'a')];
    await tiny.score(batch, { onProgress: (event) => events.push(event as never) });
    expect(events.at(-1)).toEqual({ kind: 'progress', stage: 'tiny', done: 3, total: 3, unit: 'documents' });
    const many = items('a', ...new Array<string>(5000).fill('b'));
    events.length = 0;
    const [scores] = await tiny.score(many, { onProgress: (event) => events.push(event as never) });
    expect(new Set(scores!).size).toBe(1);
    expect(events.every(({ total }) => total === 5000)).toBe(true);
    expect(events.map(({ done }) => done)).toEqual(events.map(({ done }) => done).sort((x, y) => x - y));
    expect(events.at(-1)!.done).toBe(5000);
  });

  it('stops between batches after an abort and works on afterwards', async () => {
    const encoder = await openCrossEncoder(classifierFolder(), { name: 'tiny', batchTokens: 12 });
    const abort = new AbortController();
    let batches = 0;
    const run = encoder.score(items('a', ...new Array<string>(50).fill('b')), {
      signal: abort.signal,
      onProgress: () => {
        batches++;
        if (batches === 2) abort.abort('enough');
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' });
    expect(batches).toBe(2);
    expect(await encoder.score(items('a', 'b'))).toHaveLength(1);
    await encoder.close();
  });

  it.each([0, 2])('ends the calls under way when it is closed, with %i workers', async (workers) => {
    const encoder = await openCrossEncoder(classifierFolder(), { name: 'tiny', batchTokens: 12, workers });
    const run = encoder.score(items('a', ...new Array<string>(30).fill('b')));
    await encoder.close();
    expect((await run)[0]).toEqual((await tiny.score(items('a', ...new Array<string>(30).fill('b'))))[0]);
    await encoder.close();
    await expect(encoder.score(items('a', 'b'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

const shared = openCrossEncoder(classifierFolder(), { name: 'tiny' });
const texts = fc.oneof(fc.string(), fc.stringMatching(/^[abc ]{0,60}$/)).map((text) => ({ text }));
rerankerConformance(() => shared, textQueries(), texts, { tolerance: 1e-4, longRunning: true, runs: 30 });
afterAll(async () => (await shared).close());
