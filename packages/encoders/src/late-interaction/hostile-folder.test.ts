import { RepriseError } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  denseConfig,
  markedTokenizer,
  pylateConfig,
  pylateFolder,
  pylateModules,
  stanfordFolder,
  stanfordMetadata,
} from '../testing/tiny-colbert.js';
import {
  type Folder,
  jsonBytes,
  safetensorsOf,
  tinyConfig,
  tinyFolder,
  tinyTensors,
} from '../testing/tiny-model.js';
import { openTokenEncoder } from './open-token-encoder.js';
import type { TokenEncoderOptions } from './token-encoder.js';

/** The rows of a query, or the error. Anything else is thrown. */
async function outcome(folder: Folder): Promise<Float32Array | RepriseError> {
  try {
    const encoder = await openTokenEncoder(folder, { space: 'hostile' });
    const [made] = await encoder.encode([{ text: 'a b c' }], 'query');
    await encoder.close();
    return made!.tokens.data;
  } catch (error) {
    if (RepriseError.isInstance(error)) return error;
    throw error;
  }
}

const settings = 'config_sentence_transformers.json';
const pylate = (path: string, content: unknown): Folder => pylateFolder().set(path, jsonBytes(content));
const without = (folder: Folder, path: string): Folder => {
  folder.delete(path);
  return folder;
};
const words = (names: readonly string[]): unknown => {
  const { vocab } = markedTokenizer.model;
  const kept = Object.entries(vocab).filter(([name]) => !names.includes(name));
  const added = (markedTokenizer.added_tokens as readonly { content: string }[]).filter(
    ({ content }) => !names.includes(content),
  );
  return {
    ...markedTokenizer,
    added_tokens: added,
    model: { ...markedTokenizer.model, vocab: Object.fromEntries(kept) },
  };
};

describe('a ColBERT of PyLate', () => {
  it.each<[string, Folder, string, RegExp]>([
    [
      'a query of 0 tokens',
      pylate(settings, { ...pylateConfig, query_length: 0 }),
      'CORRUPT_FILE',
      /query_length = 0/,
    ],
    [
      'a document of half a token',
      pylate(settings, { ...pylateConfig, document_length: 0.5 }),
      'CORRUPT_FILE',
      /document_length = 0.5/,
    ],
    [
      'an unknown similarity',
      pylate(settings, { ...pylateConfig, similarity_fn_name: 'XTR' }),
      'UNSUPPORTED_FORMAT',
      /XTR/,
    ],
    [
      'a skiplist that is no list',
      pylate(settings, { ...pylateConfig, skiplist_words: 'a' }),
      'CORRUPT_FILE',
      /skiplist_words/,
    ],
    [
      'a default prompt that it lacks',
      pylate(settings, { ...pylateConfig, default_prompt_name: '__proto__' }),
      'CORRUPT_FILE',
      /__proto__/,
    ],
    [
      'a marker that is no token',
      pylate(settings, { ...pylateConfig, document_prefix: '[unused7]' }),
      'UNSUPPORTED_FORMAT',
      /\[unused7\]/,
    ],
    [
      'no token for its marker',
      pylate('tokenizer.json', words(['[unused0]'])),
      'UNSUPPORTED_FORMAT',
      /\[unused0\]/,
    ],
    ['no token to fill with', pylate('tokenizer.json', words(['[MASK]'])), 'UNSUPPORTED_FORMAT', /\[MASK\]/],
    [
      'a head for another width',
      pylate('1_Dense/config.json', { ...denseConfig, in_features: 32 }),
      'DIMENSION_MISMATCH',
      /32 values.*16/,
    ],
    [
      'a head of other sizes than it says',
      pylate('1_Dense/config.json', { ...denseConfig, out_features: 96 }),
      'CORRUPT_FILE',
      /linear\.weight.*6×16.*96×16/,
    ],
    [
      'a bias that is not there',
      pylate('1_Dense/config.json', { ...denseConfig, bias: true }),
      'CORRUPT_FILE',
      /linear\.bias/,
    ],
    [
      'a residual that is not there',
      pylate('1_Dense/config.json', { ...denseConfig, use_residual: true }),
      'CORRUPT_FILE',
      /residual\.weight/,
    ],
    [
      'an unknown activation',
      pylate('1_Dense/config.json', { ...denseConfig, activation_function: 'mine.Swish' }),
      'UNSUPPORTED_FORMAT',
      /mine\.Swish/,
    ],
    [
      'a head for pooled vectors',
      pylate('1_Dense/config.json', { ...denseConfig, module_input_name: 'sentence_embedding' }),
      'UNSUPPORTED_FORMAT',
      /sentence_embedding/,
    ],
    [
      'an unknown module',
      pylateFolder().set('modules.json', pylateModules('pylate.models.Dense.Dense', 'pylate.models.Crown')),
      'UNSUPPORTED_FORMAT',
      /pylate\.models\.Crown/,
    ],
    [
      'no head',
      pylateFolder().set('modules.json', pylateModules()),
      'UNSUPPORTED_FORMAT',
      /no Transformer with/,
    ],
    [
      'a head outside of it',
      pylate('modules.json', [
        { type: 'sentence_transformers.models.Transformer', path: '' },
        { type: 'pylate.models.Dense.Dense', path: '../1_Dense' },
      ]),
      'UNSUPPORTED_FORMAT',
      /\.\.\/1_Dense/,
    ],
    [
      'no settings of its head',
      without(pylateFolder(), '1_Dense/config.json'),
      'NOT_FOUND',
      /1_Dense\/config/,
    ],
    [
      'no weights of its head',
      without(pylateFolder(), '1_Dense/model.safetensors'),
      'NOT_FOUND',
      /1_Dense\/model/,
    ],
    [
      'weights of its head that are not numbers',
      pylateFolder().set(
        '1_Dense/model.safetensors',
        safetensorsOf(
          new Map([['linear.weight', { shape: [6, 16], values: new Float32Array(96).fill(Number.NaN) }]]),
        ),
      ),
      'CORRUPT_FILE',
      /linear\.weight/,
    ],
  ])('with %s is refused', async (_, folder, code, message) => {
    const error = await outcome(folder);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('in ONNX is refused, which may hold the head or not', async () => {
    const folder = without(pylateFolder(), 'model.safetensors').set('onnx/model.onnx', new Uint8Array(8));
    expect(await outcome(folder)).toMatchObject({ code: 'UNSUPPORTED_FORMAT' });
    const attempt = openTokenEncoder(pylateFolder(), { space: 's', weights: 'onnx/model.onnx' });
    await expect(attempt).rejects.toMatchObject({ code: 'UNSUPPORTED_FORMAT' });
  });

  it('beside ONNX is read from its safetensors', async () => {
    const folder = pylateFolder().set('onnx/model.onnx', new Uint8Array(8));
    expect(await outcome(folder)).toEqual(await outcome(pylateFolder()));
  });
});

describe('a ColBERT of Stanford', () => {
  const stanford = (more: object): Folder =>
    stanfordFolder().set('artifact.metadata', jsonBytes({ ...stanfordMetadata, ...more }));
  const silent = (name: keyof typeof stanfordMetadata): Folder => {
    const { [name]: _, ...rest } = stanfordMetadata;
    return stanfordFolder().set('artifact.metadata', jsonBytes(rest));
  };

  it.each<[string, Folder, string, RegExp]>([
    ['a query of 0 tokens', stanford({ query_maxlen: 0 }), 'CORRUPT_FILE', /query_maxlen = 0/],
    ['no length of documents', silent('doc_maxlen'), 'CORRUPT_FILE', /doc_maxlen/],
    ['no dimensions', silent('dim'), 'CORRUPT_FILE', /dim/],
    [
      'other dimensions than its head',
      stanford({ dim: 128 }),
      'CORRUPT_FILE',
      /linear\.weight.*6×16.*128×16/,
    ],
    ['another similarity', stanford({ similarity: 'l2' }), 'UNSUPPORTED_FORMAT', /l2/],
    ['another interaction', stanford({ interaction: 'flipr' }), 'UNSUPPORTED_FORMAT', /flipr/],
    [
      'a marker that is no token',
      stanford({ query_token_id: '[unused9]' }),
      'UNSUPPORTED_FORMAT',
      /\[unused9\]/,
    ],
    [
      'no head among its weights',
      stanfordFolder().set('model.safetensors', safetensorsOf(tinyTensors())),
      'CORRUPT_FILE',
      /linear\.weight/,
    ],
    [
      'a head of infinite weights',
      stanfordFolder().set(
        'model.safetensors',
        safetensorsOf(
          new Map([
            ...tinyTensors(),
            ['linear.weight', { shape: [6, 16], values: new Float32Array(96).fill(3e38) }],
          ]),
        ),
      ),
      'CORRUPT_FILE',
      /not finite/,
    ],
    [
      'no metadata',
      without(stanfordFolder(), 'artifact.metadata').set(
        'config.json',
        jsonBytes({ ...tinyConfig, architectures: ['HF_ColBERT'] }),
      ),
      'NOT_FOUND',
      /artifact\.metadata/,
    ],
  ])('with %s is refused', async (_, folder, code, message) => {
    const error = await outcome(folder);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe.each([
  ['PyLate', pylateFolder],
  ['Stanford', stanfordFolder],
] as const)('a folder of %s', (_, folderOf) => {
  it.each([...folderOf().keys()])(
    'with %s cut short, flipped or made up gives a typed error or finite rows',
    async (path) => {
      const whole = folderOf().get(path)!;
      const cut = fc.integer({ min: 0, max: whole.length - 1 }).map((length) => whole.slice(0, length));
      const flips = fc
        .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(7)), { minLength: 1, maxLength: 4 })
        .map((places) => {
          const bytes = whole.slice();
          for (const [at, bit] of places) bytes[at]! ^= 1 << bit;
          return bytes;
        });
      await fc.assert(
        fc.asyncProperty(fc.oneof(cut, flips, fc.uint8Array({ maxLength: 64 })), async (bytes) => {
          const found = await outcome(folderOf().set(path, bytes));
          expect(RepriseError.isInstance(found) || found.every(Number.isFinite)).toBe(true);
        }),
        { numRuns: 80 },
      );
    },
  );
});

describe('options', () => {
  it.each([
    [{ space: '' }, 'space'],
    [{ batchTokens: 0 }, 'batchTokens'],
    [{ specials: 'some' }, 'specials'],
    [{ specials: 'drop' }, 'specials'],
    [{ precision: 'int4' }, 'precision'],
    [{ document: { maxTokens: 0 } }, 'maxTokens'],
  ])('are refused by name: %j', async (options, name) => {
    const attempt = openTokenEncoder(pylateFolder(), { space: 's', ...(options as TokenEncoderOptions) });
    await expect(attempt).rejects.toMatchObject({ code: 'INVALID_OPTION', details: { option: name } });
  });

  it('that name an output without rows are refused', async () => {
    const attempt = openTokenEncoder(tinyFolder(), { space: 's', output: 'pooled' });
    await expect(attempt).rejects.toThrow(/outputs last_hidden_state/);
  });
});
