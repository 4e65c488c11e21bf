import { RepriseError } from '@reprise/spec';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesInMemory } from '../folder/model-files.js';
import { readArchitecture } from '../graph/read-architecture.js';
import { transformerGraph } from '../graph/transformer.js';
import { openWeights } from '../safetensors/open-weights.js';
import { classifierFolder, classifierTensors } from '../testing/tiny-classifier.js';
import {
  type Folder,
  jsonBytes,
  safetensorsOf,
  tinyConfig,
  tinyFolder,
  tinyTokenizer,
} from '../testing/tiny-model.js';
import { classificationHead } from './classification-head.js';
import type { CrossEncoderOptions } from './cross-encoder.js';
import { openCrossEncoder } from './open-cross-encoder.js';

/** The score of a pair, or the code of the error. Anything else is thrown. */
async function outcome(folder: Folder, options: CrossEncoderOptions = {}): Promise<number | string> {
  try {
    const encoder = await openCrossEncoder(folder, { name: 'hostile', ...options });
    const [scores] = await encoder.score([
      { query: { id: 'q', text: 'a b' }, documents: [{ id: 'd', text: 'c' }] },
    ]);
    await encoder.close();
    return scores![0]!;
  } catch (error) {
    if (RepriseError.isInstance(error)) return error.code;
    throw error;
  }
}

const isSound = (result: number | string): boolean => typeof result === 'string' || Number.isFinite(result);
const graphOf = async (head?: typeof classificationHead): Promise<Folder> => {
  const folder = classifierFolder();
  const weights = await openWeights(filesInMemory(folder), 'model.safetensors');
  const options = { attention: 'fused', precision: 'f32' } as const;
  const graph = transformerGraph(readArchitecture(tinyConfig, 'config.json'), weights, options, head);
  folder.delete('model.safetensors');
  return folder.set('onnx/model.onnx', graph);
};

describe('a folder that is broken', () => {
  let withOnnx: Folder;
  beforeAll(async () => {
    withOnnx = await graphOf(classificationHead);
  });

  it('opens as ONNX what it opens as safetensors, with the same score', async () => {
    expect(await outcome(withOnnx)).toBe(await outcome(classifierFolder()));
  });

  it.each(['config.json', 'tokenizer.json', 'model.safetensors'])(
    'without %s is refused by its name',
    async (path) => {
      const folder = classifierFolder();
      folder.delete(path);
      await expect(openCrossEncoder(folder, { name: 'n' })).rejects.toThrow(
        path === 'model.safetensors' ? /no weights/ : path,
      );
    },
  );

  it.each([...classifierFolder().keys(), 'onnx/model.onnx'])(
    'with %s cut short, flipped or made up gives a typed error or a finite score',
    async (path) => {
      const sound = path.startsWith('onnx') ? withOnnx : classifierFolder();
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
        { numRuns: 100 },
      );
    },
  );

  it('without a head is refused, and a graph without one too', async () => {
    expect(await outcome(tinyFolder())).toBe('UNSUPPORTED_FORMAT');
    const bare = tinyFolder();
    bare.delete('modules.json');
    expect(await outcome(bare)).toBe('UNSUPPORTED_FORMAT');
    await expect(openCrossEncoder(await graphOf(), { name: 'n' })).rejects.toMatchObject({
      code: 'DIMENSION_MISMATCH',
      message: expect.stringContaining('row of logits'),
    });
  });

  it('whose tokenizer does not say how two texts go together is refused', async () => {
    const folder = classifierFolder().set('tokenizer.json', jsonBytes(tinyTokenizer));
    await expect(openCrossEncoder(folder, { name: 'n' })).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringContaining('two texts'),
    });
  });

  it('whose labels are not as many as its logits, or not known, is refused', async () => {
    const weights = safetensorsOf(classifierTensors(3));
    expect(await outcome(classifierFolder().set('model.safetensors', weights))).toBe('CORRUPT_FILE');
    expect(await outcome(classifierFolder(['bad', 'fair', 'good']))).toBe('UNSUPPORTED_FORMAT');
    expect(await outcome(classifierFolder(['bad', 'fair', 'good']), { label: 'good' })).toBeTypeOf('number');
  });

  it('with weights that overflow is refused', async () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const tensors = classifierTensors(1);
      tensors.get('classifier.weight')!.values.fill(value);
      expect(await outcome(classifierFolder().set('model.safetensors', safetensorsOf(tensors)))).toBe(
        'CORRUPT_FILE',
      );
    }
    const tensors = classifierTensors(1);
    tensors.get('classifier.weight')!.values.fill(3e38);
    const folder = classifierFolder().set('model.safetensors', safetensorsOf(tensors));
    expect(await outcome(folder, { activation: 'identity' })).toBe('CORRUPT_FILE');
  });
});

describe('options', () => {
  it.each([
    [{ name: '' }, 'name'],
    [{ maxTokens: 3 }, 'maxTokens'],
    [{ query: { maxTokens: 0 } }, 'query.maxTokens'],
    [{ batchTokens: 0.5 }, 'batchTokens'],
    [{ truncation: 'query' }, 'truncation'],
    [{ activation: 'tanh' }, 'activation'],
    [{ activation: 'softmax' }, 'activation'],
    [{ label: 'good' }, 'label'],
    [{ label: 1 }, 'label'],
    [{ precision: 'int4' }, 'precision'],
    [{ threads: 0 }, 'threads'],
    [{ weights: 'pytorch_model.bin' }, 'weights'],
  ])('are refused by name: %j', async (options, name) => {
    const attempt = openCrossEncoder(classifierFolder(), { name: 'n', ...(options as CrossEncoderOptions) });
    await expect(attempt).rejects.toMatchObject({ code: 'INVALID_OPTION', details: { option: name } });
  });

  it('that name an output that is not there are refused with what there is', async () => {
    const attempt = openCrossEncoder(classifierFolder(), { name: 'n', output: 'pooled' });
    await expect(attempt).rejects.toThrow(/outputs logits/);
  });

  it('name a folder that has to exist', async () => {
    await expect(openCrossEncoder('no/such/folder')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
