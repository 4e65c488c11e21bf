import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesInMemory } from '../folder/model-files.js';
import { loadRuntime } from '../runtime/onnx-runtime.js';
import { openSession } from '../runtime/open-session.js';
import { runBatches } from '../runtime/run-batches.js';
import { openWeights } from '../safetensors/open-weights.js';
import { cosine, largestDifference } from '../testing/shared.js';
import { inventedTensor, safetensorsOf, tinyConfig, tinyTensors } from '../testing/tiny-model.js';
import { readArchitecture } from './read-architecture.js';
import { relativeBucket } from './relative-bias.js';
import { type TransformerOptions, transformerGraph } from './transformer.js';

interface Family {
  readonly config: Readonly<Record<string, unknown>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly { ids: number[]; first: number[]; last: number[]; mean: number[] }[];
}

const { families } = JSON.parse(
  readFileSync(new URL('../testing/fixtures/reference-encoders.json', import.meta.url), 'utf8'),
) as { families: Readonly<Record<string, Family>> };

/** First, last and mean hidden state of each case, all in one batch. */
async function hiddenStates({ config, shapes, cases }: Family, options: TransformerOptions) {
  const tensors = Object.entries(shapes).map(([name, shape]) => [name, inventedTensor(name, shape)] as const);
  const files = filesInMemory(new Map([['w.safetensors', safetensorsOf(new Map(tensors))]]));
  const architecture = readArchitecture(config, 'config.json');
  const graph = transformerGraph(architecture, await openWeights(files, 'w.safetensors'), options);
  const model = { path: 'graph', graph, externalData: [] };
  const session = await openSession(await loadRuntime(), model, { threads: 1 });
  const states: { first: Float64Array; last: Float64Array; mean: Float64Array }[] = [];
  const settings = {
    batchTokens: 1e6,
    pad: architecture.pad,
    output: 'last_hidden_state',
    stage: 'test',
    unit: 'documents',
  } as const;
  await runBatches(
    session,
    cases.map(({ ids }) => ids),
    settings,
    (index, { data, shape }, row) => {
      const [, sequence = 0, width = 0] = shape;
      const { length } = cases[index]!.ids;
      const at = (i: number): Float64Array =>
        Float64Array.from(data.subarray((row * sequence + i) * width, (row * sequence + i + 1) * width));
      const mean = new Float64Array(width);
      for (let i = 0; i < length; i++)
        at(i).forEach((value, d) => {
          mean[d]! += value / length;
        });
      states[index] = { first: at(0), last: at(length - 1), mean };
    },
  );
  await session.close();
  return states;
}

describe.each(Object.entries(families))('the graph of a %s', (_, family) => {
  it.each(['fused', 'plain'] as const)('computes what PyTorch does, %s attention', async (attention) => {
    const states = await hiddenStates(family, { attention, precision: 'f32' });
    for (const [i, { first, last, mean }] of family.cases.entries()) {
      expect(largestDifference(states[i]!.first, first)).toBeLessThan(1e-5);
      expect(largestDifference(states[i]!.last, last)).toBeLessThan(1e-5);
      expect(largestDifference(states[i]!.mean, mean)).toBeLessThan(1e-5);
    }
  });

  it('computes nearly the same with int8 weights', async () => {
    const states = await hiddenStates(family, { attention: 'fused', precision: 'int8' });
    for (const [i, { first, last, mean }] of family.cases.entries()) {
      expect(cosine(states[i]!.first, first)).toBeGreaterThan(0.99);
      expect(cosine(states[i]!.last, last)).toBeGreaterThan(0.99);
      expect(cosine(states[i]!.mean, mean)).toBeGreaterThan(0.99);
    }
  });
});

describe('relativeBucket', () => {
  it('has a bucket for each near distance, wider ones further off and the last for all beyond, by side', () => {
    const left = [0, -1, -7, -8, -11, -12, -16, -90, -91, -5000].map((distance) =>
      relativeBucket(distance, 32),
    );
    expect(left).toEqual([0, 1, 7, 8, 8, 9, 10, 14, 15, 15]);
    expect([1, 7, 8, 5000].map((distance) => relativeBucket(distance, 32))).toEqual([17, 23, 24, 31]);
  });
});

describe('what the graph writer does not know', () => {
  it.each([
    [{ model_type: 'modernbert' }, /modernbert.*onnx\/model\.onnx/],
    [{ position_embedding_type: 'relative_key' }, /position_embedding_type/],
    [{ is_decoder: true }, /is_decoder/],
    [{ hidden_act: 'silu' }, /hidden_act.*silu/],
    [{ num_attention_heads: 5 }, /num_attention_heads/],
    [{ model_type: 'dpr', projection_dim: 128 }, /projection_dim/],
  ])('is refused with what to do instead: %j', (change, message) => {
    expect(() => readArchitecture({ ...tinyConfig, ...change }, 'config.json')).toThrow(message);
  });

  it.each([
    { hidden_size: -1 },
    { hidden_size: 'wide' },
    { num_hidden_layers: 1.5 },
    { vocab_size: undefined },
  ])('is a config that says nonsense: %j', (change) => {
    expect(() => readArchitecture({ ...tinyConfig, ...change }, 'config.json')).toThrow(/config\.json says/);
  });

  it('is a checkpoint without an encoder, or with two', async () => {
    const architecture = readArchitecture(tinyConfig, 'config.json');
    const options = { attention: 'fused', precision: 'f32' } as const;
    const twice = [...tinyTensors()].flatMap(([name, tensor]) => [
      [`query.${name}`, tensor] as const,
      [`document.${name}`, tensor] as const,
    ]);
    for (const tensors of [new Map(), new Map(twice)]) {
      const weights = await openWeights(filesInMemory(new Map([['w', safetensorsOf(tensors)]])), 'w');
      expect(() => transformerGraph(architecture, weights, options)).toThrow(/encoder of the BERT family/);
    }
  });
});
