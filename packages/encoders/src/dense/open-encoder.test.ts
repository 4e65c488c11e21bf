import { encoderConformance } from '@reprise/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cosine, largestDifference } from '../testing/shared.js';
import {
  inventedTensor,
  jsonBytes,
  safetensorsOf,
  sentenceModules,
  tinyFolder,
  tinyTensors,
} from '../testing/tiny-model.js';
import type { DenseEncoder, DenseEncoderOptions } from './dense-encoder.js';
import { openEncoder } from './open-encoder.js';

const texts = (...all: string[]): { text: string }[] => all.map((text) => ({ text }));

async function vectorsOf(
  encoder: DenseEncoder,
  all: readonly string[],
  role: 'query' | 'document' = 'document',
): Promise<Float32Array[]> {
  return (await encoder.encode(texts(...all), role)).map(({ vector }) => vector.data);
}

/** Opens a tiny folder with some files put in or taken out, encodes and closes. */
async function encodeWith(
  changes: Readonly<Record<string, Uint8Array | undefined>>,
  all: readonly string[],
  options: DenseEncoderOptions = {},
  role: 'query' | 'document' = 'document',
): Promise<Float32Array[]> {
  const folder = tinyFolder();
  for (const [path, bytes] of Object.entries(changes)) {
    if (bytes === undefined) folder.delete(path);
    else folder.set(path, bytes);
  }
  const encoder = await openEncoder(folder, { space: 'tiny', ...options });
  try {
    return await vectorsOf(encoder, all, role);
  } finally {
    await encoder.close();
  }
}

const pooling = (...modes: string[]): Uint8Array =>
  jsonBytes(Object.fromEntries(modes.map((mode) => [`pooling_mode_${mode}`, true])));
const noNormalize = { 'modules.json': sentenceModules('Transformer', 'Pooling') };

describe('openEncoder on a tiny folder', () => {
  let tiny: DenseEncoder;
  beforeAll(async () => {
    tiny = await openEncoder(tinyFolder(), { space: 'tiny' });
  });
  afterAll(() => tiny.close());

  it('says what it makes', () => {
    expect(tiny).toMatchObject({
      spec: 'v1',
      name: 'tiny',
      reads: ['text'],
      writes: ['vector'],
      space: 'tiny',
      dimensions: 16,
      similarity: 'cosine',
    });
    expect(Object.isFrozen(tiny)).toBe(true);
  });

  it('gives each text a vector of length 1 in the order asked, and the same whatever texts are beside it', async () => {
    const word = fc.stringMatching(/^[abc]{1,6}$/);
    const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(' '));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 8 }), async (batch) => {
        const together = await vectorsOf(tiny, batch);
        for (const [i, alone] of batch.entries()) {
          const [vector] = await vectorsOf(tiny, [alone]);
          expect(largestDifference(together[i]!, vector!)).toBeLessThan(1e-5);
          expect(Math.hypot(...vector!)).toBeCloseTo(1, 5);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('takes any text: empty, of half characters, long, in capitals and in other scripts', async () => {
    const strange = [
      '',
      ' ',
      '\ud800 a \udc00',
      'a\0b',
      'ABC',
      '食後 血糖',
      '🙂'.repeat(50),
      'abc '.repeat(25_000),
    ];
    for (const vector of await vectorsOf(tiny, strange)) {
      expect(vector.every(Number.isFinite)).toBe(true);
    }
    const [upper, lower] = await vectorsOf(tiny, ['ABC', 'abc']);
    expect(upper).toEqual(lower);
    expect(await vectorsOf(tiny, [])).toEqual([]);
  });

  it('cuts a long text before its last special token, and not where tokenizer.json truncates', async () => {
    const [cut, same, shorter] = await vectorsOf(tiny, [
      'a b c '.repeat(100),
      `${'a b c '.repeat(12)}a b`,
      'a b c '.repeat(5),
    ]);
    expect(cut).toEqual(same);
    expect(cosine(cut!, shorter!)).toBeLessThan(0.99999);
  });

  it('reports progress in documents or queries and counts all of them', async () => {
    for (const [role, unit] of [
      ['query', 'queries'],
      ['document', 'documents'],
    ] as const) {
      const events: unknown[] = [];
      await tiny.encode(texts('a', 'b', 'c c'), role, { onProgress: (event) => events.push(event) });
      expect(events.at(-1)).toEqual({ kind: 'progress', stage: 'tiny', done: 3, total: 3, unit });
    }
  });

  it('stops between batches after an abort and works on afterwards', async () => {
    const encoder = await openEncoder(tinyFolder(), { space: 'tiny', batchTokens: 4 });
    const abort = new AbortController();
    let batches = 0;
    const run = encoder.encode(texts(...Array.from({ length: 50 }, () => 'a b')), 'document', {
      signal: abort.signal,
      onProgress: () => {
        batches++;
        if (batches === 2) abort.abort('enough');
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' });
    expect(batches).toBe(2);
    expect(await vectorsOf(encoder, ['a'])).toHaveLength(1);
    await encoder.close();
  });

  it('is refused after close, which may be called twice', async () => {
    const encoder = await openEncoder(tinyFolder(), { space: 'tiny' });
    await encoder.close();
    await encoder.close();
    await expect(encoder.encode(texts('a'), 'query')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it.each([0, 2])('ends the calls under way when it is closed, with %i workers', async (workers) => {
    const encoder = await openEncoder(tinyFolder(), { space: 'tiny', batchTokens: 4, workers });
    const run = vectorsOf(
      encoder,
      Array.from({ length: 30 }, () => 'a b'),
    );
    await encoder.close();
    expect(await run).toHaveLength(30);
  });

  it('gives the same vectors from threads of its own', async () => {
    const workers = await openEncoder(tinyFolder(), { space: 'tiny', workers: 2, batchTokens: 16 });
    const all = Array.from({ length: 40 }, (_, i) => 'a b c '.repeat(i % 9));
    expect(await vectorsOf(workers, all)).toEqual(await vectorsOf(tiny, all));
    await workers.close();
  });

  it('stays within a hundredth of the cosine with int8 weights, whatever texts are beside it', async () => {
    const encoder = await openEncoder(tinyFolder(), { space: 'tiny', precision: 'int8' });
    const all = ['a', 'b c', 'a b c a b c', ''];
    const int8 = await vectorsOf(encoder, all);
    const f32 = await vectorsOf(tiny, all);
    for (const [i, text] of all.entries()) {
      expect(cosine(int8[i]!, f32[i]!)).toBeGreaterThan(0.99);
      expect((await vectorsOf(encoder, [text]))[0]).toEqual(int8[i]);
    }
    await encoder.close();
  });
});

const shared = openEncoder(tinyFolder(), { space: 'tiny' });
encoderConformance(
  () => shared,
  fc.oneof(fc.string(), fc.stringMatching(/^[abc ]{0,60}$/)).map((text) => ({ text })),
  { tolerance: 1e-4, longRunning: true, runs: 30 },
);
afterAll(async () => (await shared).close());

describe('modules of a folder', () => {
  it('lays several poolings side by side in the order of sentence-transformers', async () => {
    const keys = [
      'cls_token',
      'max_tokens',
      'mean_tokens',
      'mean_sqrt_len_tokens',
      'weightedmean_tokens',
      'lasttoken',
    ];
    const [all] = await encodeWith({ ...noNormalize, '1_Pooling/config.json': pooling(...keys) }, ['a b c']);
    expect(all).toHaveLength(96);
    for (const [i, key] of keys.entries()) {
      const [one] = await encodeWith({ ...noNormalize, '1_Pooling/config.json': pooling(key) }, ['a b c']);
      expect(all!.slice(i * 16, (i + 1) * 16)).toEqual(one);
    }
  });

  it('reads the newer way to name a pooling', async () => {
    const named = jsonBytes({ pooling_mode: 'cls' });
    const old = pooling('cls_token');
    expect(await encodeWith({ '1_Pooling/config.json': named }, ['a'])).toEqual(
      await encodeWith({ '1_Pooling/config.json': old }, ['a']),
    );
  });

  it('applies a dense module and a layer norm in turn', async () => {
    const changes = {
      'modules.json': sentenceModules('Transformer', 'Pooling', 'Dense', 'LayerNorm', 'Dropout'),
      '2_Dense/config.json': jsonBytes({
        in_features: 16,
        out_features: 3,
        bias: true,
        activation_function: 'torch.nn.modules.activation.Tanh',
      }),
      '2_Dense/model.safetensors': safetensorsOf(
        new Map([
          ['linear.weight', inventedTensor('linear.weight', [3, 16])],
          ['linear.bias', inventedTensor('linear.bias', [3])],
        ]),
      ),
      '3_LayerNorm/model.safetensors': safetensorsOf(
        new Map([
          ['norm.weight', { shape: [3], values: Float32Array.of(1, 1, 2) }],
          ['norm.bias', { shape: [3], values: Float32Array.of(0, 1, 0) }],
        ]),
      ),
    };
    const [pooled] = await encodeWith(noNormalize, ['a b']);
    const [vector] = await encodeWith(changes, ['a b']);
    const { values: weight } = inventedTensor('linear.weight', [3, 16]);
    const { values: bias } = inventedTensor('linear.bias', [3]);
    const dense = [0, 1, 2].map((o) =>
      Math.tanh(pooled!.reduce((sum, value, i) => sum + value * weight[o * 16 + i]!, bias[o]!)),
    );
    const mean = (dense[0]! + dense[1]! + dense[2]!) / 3;
    const variance = dense.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3;
    const normal = dense.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
    expect(largestDifference(vector!, [normal[0]!, normal[1]! + 1, normal[2]! * 2])).toBeLessThan(1e-5);
  });

  it('leaves the prompt out of the mean where the folder says so', async () => {
    const prompts = { 'config_sentence_transformers.json': jsonBytes({ prompts: { query: 'c c ' } }) };
    const without = jsonBytes({ pooling_mode_mean_tokens: true, include_prompt: false });
    const [withPrompt] = await encodeWith({ ...noNormalize, ...prompts }, ['a'], {}, 'query');
    const [inner] = await encodeWith(
      { ...noNormalize, ...prompts, '1_Pooling/config.json': without },
      ['a'],
      {},
      'query',
    );
    const [skipped] = await encodeWith(
      { ...noNormalize, ...prompts },
      ['a'],
      { modules: [{ type: 'pooling', modes: ['mean'], skip: 3 }] },
      'query',
    );
    expect(inner).toEqual(skipped);
    expect(cosine(inner!, withPrompt!)).toBeLessThan(0.99999);
  });

  it('puts prompts before texts, by role, by the default name or as the options say', async () => {
    const prompts = { query: 'a ', passage: 'b ', other: 'c ' };
    const config = (more: object): Record<string, Uint8Array> => ({
      'config_sentence_transformers.json': jsonBytes({ prompts, ...more }),
    });
    const plain = async (text: string): Promise<Float32Array[]> => encodeWith({}, [text]);
    expect(await encodeWith(config({}), ['c'], {}, 'query')).toEqual(await plain('a c'));
    expect(await encodeWith(config({}), ['c'], {}, 'document')).toEqual(await plain('b c'));
    expect(
      await encodeWith(config({ prompts: { other: 'c ' }, default_prompt_name: 'other' }), ['a']),
    ).toEqual(await plain('c a'));
    expect(await encodeWith(config({}), ['c'], { query: { prefix: 'b b ' } }, 'query')).toEqual(
      await plain('b b c'),
    );
  });

  it('heeds max_seq_length, do_lower_case and the similarity of the folder', async () => {
    const bert = { 'sentence_bert_config.json': jsonBytes({ max_seq_length: 8, do_lower_case: true }) };
    expect(await encodeWith(bert, ['a b c '.repeat(9)])).toEqual(await encodeWith({}, ['a b c a b c']));
    const folder = tinyFolder();
    folder.set('config_sentence_transformers.json', jsonBytes({ similarity_fn_name: 'dot' }));
    const encoder = await openEncoder(folder, { space: 'tiny' });
    expect(encoder.similarity).toBe('dot');
    await encoder.close();
  });

  it('reads shards, early names of layer norms and any prefix of names', async () => {
    const tensors = [...tinyTensors()].map(([name, tensor]) => {
      const early = name
        .replace('LayerNorm.weight', 'LayerNorm.gamma')
        .replace('LayerNorm.bias', 'LayerNorm.beta');
      return [`question.bert.${early}`, tensor] as const;
    });
    const shards = {
      'model-1.safetensors': safetensorsOf(new Map(tensors.slice(0, 9))),
      'model-2.safetensors': safetensorsOf(new Map(tensors.slice(9))),
    };
    const weightMap = Object.fromEntries(
      tensors.map(([name], i) => [name, i < 9 ? 'model-1.safetensors' : 'model-2.safetensors']),
    );
    const changes = {
      ...shards,
      'model.safetensors': undefined,
      'model.safetensors.index.json': jsonBytes({ weight_map: weightMap }),
    };
    expect(await encodeWith(changes, ['a b'])).toEqual(await encodeWith({}, ['a b']));
  });

  it('reads a query with passages behind it where it is told how, and documents as ever', async () => {
    const both = async (text: string, options: DenseEncoderOptions): Promise<readonly Float32Array[]> =>
      (
        await Promise.all(
          (['query', 'document'] as const).map((role) => encodeWith({}, [text], options, role)),
        )
      ).flat();
    const [query, document] = await both('a b c[SEP]b b', { query: { segments: { first: 2 } } });
    expect(query).toEqual((await encodeWith({}, ['a b[SEP]b b']))[0]);
    expect(document).toEqual((await encodeWith({}, ['a b c[SEP]b b']))[0]);
    const [typed] = await both('a b[SEP]b b', { query: { segments: { tokenType: 1 } } });
    expect(cosine(typed!, query!)).toBeLessThan(0.99999);
    expect(await both('a', { query: { segments: { tokenType: 1 } } })).toEqual(await both('a', {}));
    const plain = await openEncoder(tinyFolder(), { space: 'tiny' });
    expect(plain).not.toHaveProperty('separator');
    await plain.close();
  });

  it('fills a query with masks that count, as TCT-ColBERT does', async () => {
    const { presets } = await import('./presets.js');
    const { similarity, ...tct } = presets.tctColbert;
    const [short] = await encodeWith(noNormalize, ['a'], tct, 'query');
    const filled = `[CLS] [Q] a${'[MASK]'.repeat(36)}`;
    const [same] = await encodeWith(
      noNormalize,
      [filled],
      { ...tct, query: { specialTokens: false, maxTokens: 36 } },
      'query',
    );
    expect(short).toEqual(same);
    expect(similarity).toBe('dot');
  });
});
