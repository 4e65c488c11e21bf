import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesInMemory } from '../folder/model-files.js';
import { readArchitecture } from '../graph/read-architecture.js';
import { type TransformerOptions, transformerGraph } from '../graph/transformer.js';
import { loadRuntime } from '../runtime/onnx-runtime.js';
import { openSession } from '../runtime/open-session.js';
import { runBatches } from '../runtime/run-batches.js';
import { openWeights, type Weights } from '../safetensors/open-weights.js';
import { largestDifference } from '../testing/shared.js';
import { classifierTensors } from '../testing/tiny-classifier.js';
import { inventedTensor, safetensorsOf, tinyConfig } from '../testing/tiny-model.js';
import { classificationHead } from './classification-head.js';
import { joinPair } from './join-pair.js';

interface Family {
  readonly config: Readonly<Record<string, unknown>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly { first: number[]; second: number[]; logits: number[] }[];
}

const { families, cuts } = JSON.parse(
  readFileSync(new URL('../testing/fixtures/reference-classifiers.json', import.meta.url), 'utf8'),
) as { families: Readonly<Record<string, Family>>; cuts: readonly (readonly number[])[] };

const weightsOf = (tensors: Parameters<typeof safetensorsOf>[0]): Promise<Weights> =>
  openWeights(filesInMemory(new Map([['w.safetensors', safetensorsOf(tensors)]])), 'w.safetensors');

/** Logits of each case, all in one batch. */
async function logitsOf(
  { config, shapes, cases }: Family,
  options: TransformerOptions,
): Promise<Float32Array[]> {
  const tensors = new Map(Object.entries(shapes).map(([name, shape]) => [name, inventedTensor(name, shape)]));
  const architecture = readArchitecture(config, 'config.json');
  const graph = transformerGraph(architecture, await weightsOf(tensors), options, classificationHead);
  const session = await openSession(
    await loadRuntime(),
    { path: 'graph', graph, externalData: [] },
    { threads: 1 },
  );
  const found: Float32Array[] = [];
  await runBatches(
    session,
    cases.map(({ first, second }) => [...first, ...second]),
    {
      batchTokens: 1e6,
      pad: architecture.pad,
      typeOneFrom: cases.map(({ first }) => first.length),
      output: 'logits',
      stage: 'test',
      unit: 'documents',
    },
    (index, { data, shape }, row) => {
      const [, labels = 0] = shape;
      found[index] = data.slice(row * labels, (row + 1) * labels);
    },
  );
  await session.close();
  return found;
}

describe.each(Object.entries(families))('the head of %s', (_, family) => {
  it.each(['fused', 'plain'] as const)('has the logits of PyTorch, with %s attention', async (attention) => {
    const found = await logitsOf(family, { attention, precision: 'f32' });
    family.cases.forEach(({ logits }, i) => {
      expect(largestDifference(found[i]!, logits)).toBeLessThan(1e-5);
    });
  });

  it('stays near with int8 weights', async () => {
    const found = await logitsOf(family, { attention: 'fused', precision: 'int8' });
    family.cases.forEach(({ logits }, i) => {
      expect(largestDifference(found[i]!, logits)).toBeLessThan(0.05);
    });
  });
});

describe('classificationHead', () => {
  it.each(['classifier.weight', 'classifier.bias', 'bert.pooler.dense.weight', 'bert.pooler.dense.bias'])(
    'refuses a checkpoint without %s',
    async (name) => {
      const tensors = classifierTensors(2);
      tensors.delete(name);
      const architecture = readArchitecture(tinyConfig, 'config.json');
      const weights = await weightsOf(tensors);
      const options = { attention: 'fused', precision: 'f32' } as const;
      expect(() => transformerGraph(architecture, weights, options, classificationHead)).toThrow(
        name.endsWith('weight') ? /no classification head/ : name,
      );
    },
  );
});

describe('joinPair', () => {
  const frame = { before: [2], between: [3, 3], after: [4], secondType: 1 };
  const tokens = (id: number, length: number): number[] => new Array<number>(length).fill(id);

  it('puts special tokens around and says where the second type begins', () => {
    expect(joinPair([7, 8], [9], frame, 20, 'longestFirst')).toEqual({
      ids: [2, 7, 8, 3, 3, 9, 4],
      typeOneFrom: 5,
    });
    expect(joinPair([], [], { ...frame, secondType: 0 }, 20, 'document')).toEqual({ ids: [2, 3, 3, 4] });
  });

  it('cuts the longest first as Hugging Face’s tokenizers do', () => {
    for (const [first = 0, second = 0, room = 0, keptFirst, keptSecond] of cuts) {
      const { ids } = joinPair(tokens(50, first), tokens(60, second), frame, room, 'longestFirst');
      const kept = [50, 60].map((id) => ids.filter((other) => other === id).length);
      expect(kept, `${first} and ${second} in ${room}`).toEqual([keptFirst, keptSecond]);
    }
  });

  it('cuts the document alone on demand, and the query where it fills the pair', () => {
    const kept = (first: number, second: number): number[] => {
      const { ids } = joinPair(tokens(50, first), tokens(60, second), frame, 10, 'document');
      return [50, 60].map((id) => ids.filter((other) => other === id).length);
    };
    expect([kept(3, 9), kept(8, 9), kept(12, 9), kept(2, 3)]).toEqual([
      [3, 7],
      [8, 2],
      [10, 0],
      [2, 3],
    ]);
  });
});
