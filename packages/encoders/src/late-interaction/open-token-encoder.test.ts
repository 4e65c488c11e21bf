import type { TokenMatrix } from '@reprise/spec';
import { encoderConformance } from '@reprise/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEncoder } from '../dense/open-encoder.js';
import type { ModuleSettings } from '../pooling/modules.js';
import { cosine, largestDifference } from '../testing/shared.js';
import {
  denseConfig,
  pylateConfig,
  pylateFolder,
  pylateModules,
  stanfordFolder,
  stanfordMetadata,
} from '../testing/tiny-colbert.js';
import { type Folder, inventedTensor, jsonBytes, safetensorsOf, tinyFolder } from '../testing/tiny-model.js';
import { openTokenEncoder } from './open-token-encoder.js';
import type { TokenEncoder, TokenEncoderOptions } from './token-encoder.js';

type Role = 'query' | 'document';

async function matricesOf(
  encoder: TokenEncoder,
  texts: readonly string[],
  role: Role = 'document',
): Promise<TokenMatrix[]> {
  const made = await encoder.encode(
    texts.map((text) => ({ text })),
    role,
  );
  return made.map(({ tokens }) => tokens);
}

async function encodeWith(
  folder: Folder,
  texts: readonly string[],
  options: TokenEncoderOptions = {},
  role: Role = 'document',
): Promise<TokenMatrix[]> {
  const encoder = await openTokenEncoder(folder, { space: 'tiny', ...options });
  try {
    return await matricesOf(encoder, texts, role);
  } finally {
    await encoder.close();
  }
}

const rowOf = ({ data, dimensions }: TokenMatrix, row: number): Float32Array =>
  data.slice(row * dimensions, (row + 1) * dimensions);

/** The vector that the dense encoder makes of the first or the last row. */
async function vectorOf(
  folder: Folder,
  text: string,
  mode: 'cls' | 'last',
  after: readonly ModuleSettings[] = [],
): Promise<Float32Array> {
  const files = new Map(folder);
  files.delete('modules.json');
  files.delete('config_sentence_transformers.json');
  const modules: ModuleSettings[] = [{ type: 'pooling', modes: [mode] }, ...after];
  const encoder = await openEncoder(files, { space: 'tiny', modules });
  const [made] = await encoder.encode([{ text }], 'document');
  await encoder.close();
  return made!.vector.data;
}

const unit = (values: readonly number[]): number[] => values.map((value) => value / Math.hypot(...values));

describe('a folder that is no ColBERT', () => {
  let tiny: TokenEncoder;
  beforeAll(async () => {
    tiny = await openTokenEncoder(tinyFolder(), { space: 'tiny' });
  });
  afterAll(() => tiny.close());

  it('says what it makes', () => {
    expect(tiny).toMatchObject({
      spec: 'v1',
      name: 'tiny',
      reads: ['text'],
      writes: ['tokens'],
      dimensions: 16,
    });
    expect(Object.isFrozen(tiny)).toBe(true);
  });

  it('gives the rows of the last layer, of length 1, with ids, word pieces and weights', async () => {
    const [matrix] = await matricesOf(tiny, ['A bc']);
    expect(matrix).toMatchObject({ space: 'tiny', dimensions: 16 });
    expect(matrix!.labels).toEqual(['[CLS]', 'a', 'b', '##c', '[SEP]']);
    expect(matrix!.ids).toEqual(Int32Array.of(2, 5, 6, 10, 3));
    expect(matrix!.weights).toEqual(new Float32Array(5).fill(1));
    const normalize = [{ type: 'normalize' }] as const;
    const first = await vectorOf(tinyFolder(), 'a bc', 'cls', normalize);
    const last = await vectorOf(tinyFolder(), 'a bc', 'last', normalize);
    expect(largestDifference(rowOf(matrix!, 0), first)).toBeLessThan(1e-6);
    expect(largestDifference(rowOf(matrix!, 4), last)).toBeLessThan(1e-6);
  });

  it('leaves special tokens out on demand, down to no row at all, and the prompt always', async () => {
    const folder = tinyFolder().set(
      'config_sentence_transformers.json',
      jsonBytes({ prompts: { query: 'c c ' } }),
    );
    const [whole] = await encodeWith(tinyFolder(), ['c c a b']);
    const [bare, empty] = await encodeWith(folder, ['a b', ''], { specials: 'drop' }, 'query');
    expect(bare!.labels).toEqual(['a', 'b']);
    expect(bare!.data).toEqual(whole!.data.slice(3 * 16, 5 * 16));
    expect(empty).toMatchObject({ dimensions: 16, data: new Float32Array(), labels: [] });
    const [dressed] = await encodeWith(folder, ['a b'], {}, 'query');
    expect(dressed!.labels).toEqual(['[CLS]', 'a', 'b', '[SEP]']);
  });

  it('gives each text the same rows whatever texts are beside it, in the order asked', async () => {
    const word = fc.stringMatching(/^[abc]{1,6}$/);
    const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(' '));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 8 }), async (batch) => {
        const together = await matricesOf(tiny, batch);
        for (const [i, one] of batch.entries()) {
          const [alone] = await matricesOf(tiny, [one]);
          expect(together[i]!.ids).toEqual(alone!.ids);
          expect(largestDifference(together[i]!.data, alone!.data)).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('takes any text and cuts a long one before its last special token', async () => {
    const strange = ['', ' ', '\ud800 a \udc00', 'a\0b', '食後 血糖', '🙂'.repeat(50), 'abc '.repeat(25_000)];
    for (const { data, ids } of await matricesOf(tiny, strange)) {
      expect(data.every(Number.isFinite)).toBe(true);
      expect([ids![0], ids!.at(-1)]).toEqual([2, 3]);
      expect(ids!.length).toBeLessThanOrEqual(40);
    }
    expect(await matricesOf(tiny, [])).toEqual([]);
  });

  it('is called after its folder, and its rows are of another space than its vectors', async () => {
    await expect(openTokenEncoder(tinyFolder())).rejects.toMatchObject({ details: { option: 'space' } });
  });

  it('needs no modules.json', async () => {
    const folder = tinyFolder();
    folder.delete('modules.json');
    expect(await encodeWith(folder, ['a b'])).toEqual(await encodeWith(tinyFolder(), ['a b']));
  });
});

describe.each([
  ['PyLate', pylateFolder],
  ['Stanford', stanfordFolder],
] as const)('a ColBERT in the layout of %s', (_, folderOf) => {
  it('marks a document, projects its rows and drops those of punctuation', async () => {
    const [matrix] = await encodeWith(folderOf(), ['a, b.']);
    expect(matrix!.labels).toEqual(['[CLS]', '[unused1]', 'a', 'b', '[SEP]']);
    expect(matrix!.dimensions).toBe(6);
    const hidden = await vectorOf(folderOf(), '[unused1] a, b.', 'cls');
    const { values } = inventedTensor('linear.weight', [6, 16]);
    const projected = Array.from({ length: 6 }, (_, o) =>
      hidden.reduce((sum, value, i) => sum + value * values[o * 16 + i]!, 0),
    );
    expect(largestDifference(rowOf(matrix!, 0), unit(projected))).toBeLessThan(1e-5);
  });

  it('fills a query up with masks to which its words do not attend, and keeps all rows', async () => {
    const [query, empty, long] = await encodeWith(folderOf(), ['a, b', '', 'a b c '.repeat(9)], {}, 'query');
    const words = ['[CLS]', '[unused0]', 'a', ',', 'b', '[SEP]'];
    expect(query!.labels).toEqual([...words, ...new Array<string>(6).fill('[MASK]')]);
    expect([...query!.ids!.slice(5, 8)]).toEqual([3, 4, 4]);
    expect(empty!.labels!.slice(0, 4)).toEqual(['[CLS]', '[unused0]', '[SEP]', '[MASK]']);
    expect(long!.labels!.at(-1)).toBe('[SEP]');
    for (const { weights } of [query!, empty!, long!]) expect(weights).toHaveLength(12);

    const hidden = await vectorOf(folderOf(), '[unused0] a, b', 'last');
    const { values } = inventedTensor('linear.weight', [6, 16]);
    const projected = Array.from({ length: 6 }, (_, o) =>
      hidden.reduce((sum, value, i) => sum + value * values[o * 16 + i]!, 0),
    );
    expect(largestDifference(rowOf(query!, 5), unit(projected))).toBeLessThan(1e-5);
  });

  it('gives a query the same rows alone and beside others, in batches of any size', async () => {
    const texts = ['a', 'a b c a b', '', 'b, c', 'c '.repeat(30)];
    const together = await encodeWith(folderOf(), texts, {}, 'query');
    for (const [i, text] of texts.entries()) {
      const [alone] = await encodeWith(folderOf(), [text], { batchTokens: 13 }, 'query');
      expect(alone!.ids).toEqual(together[i]!.ids);
      expect(largestDifference(alone!.data, together[i]!.data)).toBeLessThan(1e-5);
    }
  });

  it('takes another length and a prefix of the caller, which stands behind the marker', async () => {
    const options = { query: { maxTokens: 9, prefix: 'c ' } };
    const [query] = await encodeWith(folderOf(), ['a'], options, 'query');
    expect(query!.labels).toEqual([
      '[CLS]',
      '[unused0]',
      'c',
      'a',
      '[SEP]',
      ...new Array<string>(4).fill('[MASK]'),
    ]);
  });

  it('stays near with int8 weights and in threads of its own', async () => {
    const [f32] = await encodeWith(folderOf(), ['a b c']);
    const [int8] = await encodeWith(folderOf(), ['a b c'], { precision: 'int8' });
    for (let row = 0; row < 6; row++)
      expect(cosine(rowOf(int8!, row), rowOf(f32!, row))).toBeGreaterThan(0.98);
    expect(await encodeWith(folderOf(), ['a b c'], { workers: 1 })).toEqual([f32]);
  });
});

describe('conventions', () => {
  it('are the same in both layouts', async () => {
    for (const role of ['query', 'document'] as const) {
      expect(await encodeWith(pylateFolder(), ['a, b', ''], {}, role)).toEqual(
        await encodeWith(stanfordFolder(), ['a, b', ''], {}, role),
      );
    }
  });

  const pylate = (more: object): Folder =>
    pylateFolder().set('config_sentence_transformers.json', jsonBytes({ ...pylateConfig, ...more }));
  const stanford = (more: object): Folder =>
    stanfordFolder().set('artifact.metadata', jsonBytes({ ...stanfordMetadata, ...more }));

  it('can have words attend to the masks, and then have other rows', async () => {
    const [apart] = await encodeWith(pylate({}), ['a b'], {}, 'query');
    const [one] = await encodeWith(pylate({ attend_to_expansion_tokens: true }), ['a b'], {}, 'query');
    const [other] = await encodeWith(stanford({ attend_to_mask_tokens: true }), ['a b'], {}, 'query');
    expect(one).toEqual(other);
    expect(one!.ids).toEqual(apart!.ids);
    expect(cosine(rowOf(one!, 2), rowOf(apart!, 2))).toBeLessThan(0.9999);
  });

  it('can do without masks, and then the words have the rows that they have before unattended ones', async () => {
    const [filled] = await encodeWith(pylate({}), ['a b'], {}, 'query');
    const [plain] = await encodeWith(pylate({ do_query_expansion: false }), ['a b'], {}, 'query');
    expect(plain!.labels).toEqual(['[CLS]', '[unused0]', 'a', 'b', '[SEP]']);
    expect(largestDifference(plain!.data, filled!.data.slice(0, 5 * 6))).toBeLessThan(1e-6);
  });

  it('can do without markers and with no skipped words', async () => {
    const [bare] = await encodeWith(pylate({ document_prefix: '', skiplist_words: [] }), ['a, b']);
    expect(bare!.labels).toEqual(['[CLS]', 'a', ',', 'b', '[SEP]']);
    const [kept] = await encodeWith(stanford({ mask_punctuation: false }), ['a, b']);
    expect(kept!.labels).toEqual(['[CLS]', '[unused1]', 'a', ',', 'b', '[SEP]']);
  });

  it.each([['c'], [{ content: 'c', special: true }]])(
    'fill with what the tokenizer names its mask token: %j',
    async (mask) => {
      const folder = pylate({}).set('tokenizer_config.json', jsonBytes({ mask_token: mask }));
      const [query] = await encodeWith(folder, ['a'], {}, 'query');
      expect(query!.labels!.slice(3)).toEqual(['[SEP]', ...new Array<string>(8).fill('c')]);
    },
  );

  it('put the default prompt before both sides and no other', async () => {
    const prompts = { query: 'b ', mine: 'c ' };
    const [none] = await encodeWith(pylate({ prompts }), ['a'], {}, 'query');
    expect(none!.labels!.slice(0, 4)).toEqual(['[CLS]', '[unused0]', 'a', '[SEP]']);
    const [named] = await encodeWith(pylate({ prompts, default_prompt_name: 'mine' }), ['a']);
    expect(named!.labels).toEqual(['[CLS]', '[unused1]', 'c', 'a', '[SEP]']);
  });

  it('take several layers, with biases, activations and residuals', async () => {
    const shape = { in_features: 16, out_features: 4, bias: true, use_residual: true } as const;
    const tensors = (names: readonly (readonly [string, readonly number[]])[]) =>
      safetensorsOf(new Map(names.map(([name, lengths]) => [name, inventedTensor(name, lengths)])));
    const folder = pylateFolder()
      .set('modules.json', pylateModules('pylate.models.Dense.Dense', 'sentence_transformers.models.Dense'))
      .set(
        '1_Dense/config.json',
        jsonBytes({ ...shape, activation_function: 'torch.nn.modules.activation.Tanh' }),
      )
      .set(
        '1_Dense/model.safetensors',
        tensors([
          ['linear.weight', [4, 16]],
          ['linear.bias', [4]],
          ['residual.weight', [4, 16]],
        ]),
      )
      .set(
        '2_Dense/config.json',
        jsonBytes({
          ...shape,
          in_features: 4,
          activation_function: 'torch.nn.modules.activation.ReLU',
        }),
      )
      .set(
        '2_Dense/model.safetensors',
        tensors([
          ['linear.weight', [4, 4]],
          ['linear.bias', [4]],
        ]),
      );
    const [matrix] = await encodeWith(folder, ['a b']);
    const hidden = await vectorOf(folder, '[unused1] a b', 'cls');
    const times = (name: string, x: ArrayLike<number>): number[] => {
      const { values } = inventedTensor(name, [4, x.length]);
      return [0, 1, 2, 3].map((o) => {
        let sum = 0;
        for (let i = 0; i < x.length; i++) sum += values[o * x.length + i]! * x[i]!;
        return sum;
      });
    };
    const bias = inventedTensor('linear.bias', [4]).values;
    const residual = times('residual.weight', hidden);
    const first = times('linear.weight', hidden).map((y, o) => Math.tanh(y + bias[o]!) + residual[o]!);
    const second = times('linear.weight', first).map((y, o) => Math.max(0, y + bias[o]!) + first[o]!);
    expect(largestDifference(rowOf(matrix!, 0), unit(second))).toBeLessThan(1e-5);
  });

  it('of early PyLate, which wrote cosine and fewer fields, have its defaults', async () => {
    const { query_prefix, document_prefix } = pylateConfig;
    const early = { query_prefix, document_prefix, similarity_fn_name: 'cosine' };
    const folder = pylateFolder().set('config_sentence_transformers.json', jsonBytes(early));
    const [query] = await encodeWith(folder, ['a'], {}, 'query');
    expect(query!.labels).toHaveLength(32);
    expect(query!.labels!.at(-1)).toBe('[MASK]');
    const [document] = await encodeWith(folder, ['a, b.']);
    expect(document!.labels).toEqual(['[CLS]', '[unused1]', 'a', 'b', '[SEP]']);
  });

  it('of a Dense layer are by default a bias and no activation', async () => {
    const { in_features, out_features } = denseConfig;
    const folder = pylateFolder()
      .set('1_Dense/config.json', jsonBytes({ in_features, out_features }))
      .set(
        '1_Dense/model.safetensors',
        safetensorsOf(
          new Map([
            ['linear.weight', inventedTensor('linear.weight', [6, 16])],
            ['linear.bias', { shape: [6], values: new Float32Array(6) }],
          ]),
        ),
      );
    expect(await encodeWith(folder, ['a b'])).toEqual(await encodeWith(pylateFolder(), ['a b']));
  });
});

describe('a token encoder', () => {
  it('reports progress, stops between batches after an abort and works on afterwards', async () => {
    const encoder = await openTokenEncoder(pylateFolder(), { space: 'tiny', batchTokens: 24 });
    const abort = new AbortController();
    const events: unknown[] = [];
    const run = encoder.encode(
      Array.from({ length: 20 }, () => ({ text: 'a b' })),
      'query',
      {
        signal: abort.signal,
        onProgress: (event) => {
          events.push(event);
          if (events.length === 2) abort.abort('enough');
        },
      },
    );
    await expect(run).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' });
    // Twelve tokens a query, filling included, make two queries a batch.
    expect(events).toEqual(
      [2, 4].map((done) => ({ kind: 'progress', stage: 'tiny', done, total: 20, unit: 'queries' })),
    );
    expect(await matricesOf(encoder, ['a'])).toHaveLength(1);
    await encoder.close();
  });

  it('ends the calls under way when it is closed, is refused afterwards and may be closed twice', async () => {
    const encoder = await openTokenEncoder(pylateFolder(), { space: 'tiny', batchTokens: 8 });
    const run = matricesOf(encoder, new Array<string>(30).fill('a b'));
    await encoder.close();
    expect(await run).toHaveLength(30);
    await encoder.close();
    await expect(matricesOf(encoder, ['a'])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

const shared = openTokenEncoder(pylateFolder(), { space: 'tiny' });
encoderConformance(
  () => shared,
  fc.oneof(fc.string(), fc.stringMatching(/^[abc ]{0,60}$/)).map((text) => ({ text })),
  { tolerance: 1e-4, longRunning: true, runs: 30 },
);
afterAll(async () => (await shared).close());
