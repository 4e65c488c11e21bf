import { RepriseError } from '@reprise/spec';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesInMemory } from '../folder/model-files.js';
import { readArchitecture } from '../graph/read-architecture.js';
import { transformerGraph } from '../graph/transformer.js';
import { integerField, join, type Message, messageField, textField } from '../onnx/write-protobuf.js';
import { openWeights } from '../safetensors/open-weights.js';
import {
  type Folder,
  jsonBytes,
  rawSafetensors,
  safetensorsOf,
  sentenceModules,
  tinyConfig,
  tinyFolder,
  tinyTensors,
  tinyTokenizer,
} from '../testing/tiny-model.js';
import type { DenseEncoderOptions } from './dense-encoder.js';
import { openEncoder } from './open-encoder.js';

/** The vector of a text, or the code of the error. Anything else is thrown. */
async function outcome(folder: Folder, options: DenseEncoderOptions = {}): Promise<Float32Array | string> {
  try {
    const encoder = await openEncoder(folder, { space: 'hostile', ...options });
    const [made] = await encoder.encode([{ text: 'a b c' }], 'query');
    await encoder.close();
    return made!.vector.data;
  } catch (error) {
    if (RepriseError.isInstance(error)) return error.code;
    throw error;
  }
}

const isSound = (result: Float32Array | string): boolean =>
  typeof result === 'string' || (result.length > 0 && result.every(Number.isFinite));

const withFile = (path: string, bytes: Uint8Array | undefined): Folder => {
  const folder = tinyFolder();
  if (bytes === undefined) folder.delete(path);
  else folder.set(path, bytes);
  return folder;
};

describe('a folder that is broken', () => {
  const withOnnx: Folder = tinyFolder();
  beforeAll(async () => {
    const weights = await openWeights(filesInMemory(tinyFolder()), 'model.safetensors');
    const architecture = readArchitecture(tinyConfig, 'config.json');
    const graph = transformerGraph(architecture, weights, { attention: 'fused', precision: 'f32' });
    withOnnx.delete('model.safetensors');
    withOnnx.set('onnx/model.onnx', graph);
  });

  it('opens as ONNX what it opens as safetensors, with the same vector', async () => {
    expect(await outcome(new Map(withOnnx))).toEqual(await outcome(tinyFolder()));
  });

  it.each(['config.json', 'tokenizer.json', 'modules.json', '1_Pooling/config.json', 'model.safetensors'])(
    'without %s is refused by its name',
    async (path) => {
      await expect(openEncoder(withFile(path, undefined), { space: 's' })).rejects.toThrow(
        path === 'model.safetensors' ? /no weights/ : path,
      );
    },
  );

  it.each([...tinyFolder().keys(), 'onnx/model.onnx'])(
    'with %s cut short, flipped or made up gives a typed error or a finite vector',
    async (path) => {
      const sound = path.startsWith('onnx') ? withOnnx : tinyFolder();
      const whole = sound.get(path)!;
      const cut = fc.integer({ min: 0, max: whole.length - 1 }).map((length) => whole.slice(0, length));
      const flips = fc
        .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(7)), { minLength: 1, maxLength: 4 })
        .map((places) => {
          const bytes = whole.slice();
          for (const [at, bit] of places) bytes[at]! ^= 1 << bit;
          return bytes;
        });
      const madeUp = fc.uint8Array({ maxLength: 64 });
      await fc.assert(
        fc.asyncProperty(fc.oneof(cut, flips, madeUp), async (bytes) => {
          expect(isSound(await outcome(new Map(sound).set(path, bytes)))).toBe(true);
        }),
        { numRuns: 150 },
      );
    },
  );

  it('with NaN in its weights is refused, and with weights that overflow too', async () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 3e38]) {
      const tensors = tinyTensors();
      tensors.get('encoder.layer.1.output.dense.weight')!.values.fill(value);
      expect(await outcome(withFile('model.safetensors', safetensorsOf(tensors)))).toBe('CORRUPT_FILE');
    }
  });

  it('with weights of other sizes than its config is refused', async () => {
    const config = jsonBytes({ ...tinyConfig, hidden_size: 32 });
    await expect(openEncoder(withFile('config.json', config), { space: 's' })).rejects.toThrow(
      /word_embeddings.*48×16.*48×32/,
    );
  });

  it('with a tokenizer of more words than its model is refused when one of them comes', async () => {
    const vocab = { ...tinyTokenizer.model.vocab, a: 4000 };
    const tokenizer = jsonBytes({ ...tinyTokenizer, model: { ...tinyTokenizer.model, vocab } });
    expect(await outcome(withFile('tokenizer.json', tokenizer))).toBe('CORRUPT_FILE');
  });

  it.each(['Asym', 'CNN', 'WordWeights', 'Router'])(
    'with a module %s is refused by its name',
    async (name) => {
      const modules = sentenceModules('Transformer', 'Pooling', name);
      await expect(openEncoder(withFile('modules.json', modules), { space: 's' })).rejects.toMatchObject({
        code: 'UNSUPPORTED_FORMAT',
        message: expect.stringContaining(name),
      });
    },
  );

  it.each([
    ['1_Pooling/config.json', { pooling_mode_mean_tokens: true, pooling_mode_quantum: true }],
    ['1_Pooling/config.json', {}],
    ['config_sentence_transformers.json', { similarity_fn_name: 'MaxSim' }],
  ])('that says something unknown in %s is refused: %j', async (path, content) => {
    expect(await outcome(withFile(path, jsonBytes(content)))).toBe('UNSUPPORTED_FORMAT');
  });

  it('whose module lies outside of it is refused', async () => {
    const modules = jsonBytes([
      { type: 'sentence_transformers.models.Transformer', path: '' },
      { type: 'sentence_transformers.models.Pooling', path: '../1_Pooling' },
    ]);
    expect(await outcome(withFile('modules.json', modules))).toBe('UNSUPPORTED_FORMAT');
  });

  it('whose header claims more than there is is refused before anything is read', async () => {
    const header = { a: { dtype: 'F32', shape: [2 ** 30, 2 ** 20], data_offsets: [0, 2 ** 52] } };
    expect(await outcome(withFile('model.safetensors', rawSafetensors(header, [])))).toBe('CORRUPT_FILE');
  });
});

describe('an ONNX file with data in another file', () => {
  const table = Float32Array.from({ length: 48 * 4 }, (_, i) => i / 100);
  const value = (field: number, name: string, type: number, lengths: readonly Message[]): Message =>
    messageField(
      field,
      textField(1, name),
      messageField(2, messageField(1, integerField(1, type), messageField(2, ...lengths))),
    );
  const free = messageField(1, textField(2, 'n'));
  const graph = (location: string, domain = ''): Uint8Array =>
    join([
      ...integerField(1, 9),
      ...messageField(
        7,
        messageField(
          1,
          textField(1, 'table'),
          textField(1, 'input_ids'),
          textField(2, 'last_hidden_state'),
          textField(4, 'Gather'),
          textField(7, domain),
        ),
        textField(2, 'g'),
        messageField(
          5,
          integerField(1, 48),
          integerField(1, 4),
          integerField(2, 1),
          textField(8, 'table'),
          messageField(13, textField(1, 'location'), textField(2, location)),
          messageField(13, textField(1, 'offset'), textField(2, '4')),
          integerField(14, 1),
        ),
        value(11, 'input_ids', 7, [free, free]),
        value(12, 'last_hidden_state', 1, [free, free, messageField(1, integerField(1, 4))]),
      ),
      ...messageField(8, textField(1, ''), integerField(2, 17)),
    ]);
  const folder = (location: string, data?: Uint8Array): Folder => {
    const files = withFile('model.safetensors', undefined);
    files.set('onnx/model.onnx', graph(location));
    if (data !== undefined) files.set('onnx/model.onnx_data', data);
    return files;
  };
  const data = new Uint8Array(4 + table.byteLength);
  data.set(new Uint8Array(table.buffer), 4);
  const options = { modules: [{ type: 'pooling', modes: ['cls'] }] } as const;

  it('is read with it', async () => {
    const clsRow = [...table.slice(8, 12)];
    expect([...((await outcome(folder('model.onnx_data', data), options)) as Float32Array)]).toEqual(clsRow);
  });

  it('is refused where that lies outside, is missing, too short or not a number', async () => {
    expect(await outcome(folder('../model.onnx_data', data))).toBe('UNSUPPORTED_FORMAT');
    expect(await outcome(folder('/etc/hostname', data))).toBe('UNSUPPORTED_FORMAT');
    expect(await outcome(folder('model.onnx_data'))).toBe('NOT_FOUND');
    expect(await outcome(folder('model.onnx_data', data.slice(0, -1)))).toBe('CORRUPT_FILE');
    const broken = data.slice();
    broken.set(new Uint8Array(Float32Array.of(Number.NaN).buffer), 40);
    expect(await outcome(folder('model.onnx_data', broken))).toBe('CORRUPT_FILE');
  });

  it('is refused with operators of its own', async () => {
    const files = folder('model.onnx_data', data);
    files.set('onnx/model.onnx', graph('model.onnx_data', 'com.example'));
    expect(await outcome(files)).toBe('UNSUPPORTED_FORMAT');
  });
});

describe('options', () => {
  it.each([
    [{ space: '' }, 'space'],
    [{ threads: 0 }, 'threads'],
    [{ workers: -1 }, 'workers'],
    [{ batchTokens: 0.5 }, 'batchTokens'],
    [{ precision: 'int4' }, 'precision'],
    [{ attention: 'flash' }, 'attention'],
    [{ weights: 'pytorch_model.bin' }, 'weights'],
    [{ query: { maxTokens: 3 } }, 'maxTokens'],
  ])('are refused by name: %j', async (options, name) => {
    const attempt = openEncoder(tinyFolder(), { space: 's', ...(options as DenseEncoderOptions) });
    await expect(attempt).rejects.toMatchObject({ code: 'INVALID_OPTION', details: { option: name } });
  });

  it('that name a file or an output that is not there are refused with what there is', async () => {
    const attempt = (options: DenseEncoderOptions) => openEncoder(tinyFolder(), { space: 's', ...options });
    await expect(attempt({ weights: 'onnx/other.onnx' })).rejects.toThrow(
      /no onnx\/other\.onnx: it has config\.json/,
    );
    await expect(attempt({ output: 'pooled' })).rejects.toThrow(/outputs last_hidden_state/);
  });

  it('name a folder that has to exist', async () => {
    await expect(openEncoder('no/such/folder')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
