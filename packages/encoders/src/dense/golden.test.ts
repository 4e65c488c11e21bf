import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cosine, golden, hasShared, largeModel, largestDifference, sharedModel } from '../testing/shared.js';
import type { DenseEncoder, DenseEncoderOptions } from './dense-encoder.js';
import { minilm } from './minilm.js';
import { openEncoder } from './open-encoder.js';

interface Golden {
  readonly items: readonly { text: string; prefix?: string; vector: readonly number[] }[];
}

async function worst(
  folder: string,
  name: string,
  options: DenseEncoderOptions,
): Promise<{ difference: number; cosine: number }> {
  const encoder = await openEncoder(folder, options);
  const found = { difference: 0, cosine: 1 };
  for (const role of ['query', 'document'] as const) {
    const items = golden<Golden>(name).items.filter(
      ({ prefix = '' }) => (prefix !== '') === (role === 'query'),
    );
    const made = await encoder.encode(items, role);
    items.forEach(({ vector }, i) => {
      const { data } = made[i]!.vector;
      found.difference = Math.max(found.difference, largestDifference(data, vector));
      found.cosine = Math.min(found.cosine, cosine(data, vector));
    });
  }
  await encoder.close();
  return found;
}

describe('minilm', () => {
  let encoder: DenseEncoder;
  beforeAll(async () => {
    encoder = await minilm();
  });
  afterAll(() => encoder.close());

  it('opens all-MiniLM-L6-v2 from its npm package', async () => {
    expect(encoder).toMatchObject({ space: 'all-MiniLM-L6-v2', dimensions: 384, similarity: 'cosine' });
    const [made] = await encoder.encode([{ text: 'This is an example sentence' }], 'document');
    expect(largestDifference(made!.vector.data.subarray(0, 3), [0.0677, 0.0636, 0.0487])).toBeLessThan(5e-5);
  });

  it('finds the sentence that means the same, in float32 and in int8, in one space', async () => {
    const small = await minilm({ precision: 'int8' });
    const all = ['a quick walk after dinner', 'a short stroll after the evening meal', 'the price of copper'];
    for (const one of [encoder, small]) {
      const [a, b, c] = (
        await one.encode(
          all.map((text) => ({ text })),
          'document',
        )
      ).map(({ vector }) => vector.data);
      expect(cosine(a!, b!)).toBeGreaterThan(cosine(a!, c!) + 0.4);
    }
    expect(small.space).toBe(encoder.space);
    await small.close();
  });
});

describe.skipIf(!hasShared)(`models on disk${hasShared ? '' : ' (skipped: no shared collections)'}`, () => {
  // Forms as their SOURCE.txt say them; 384 tokens in all is in the folders.
  it.each([
    ['prf-minilm-nfcorpus', { first: 32, others: 80, least: 10 }],
    ['lol-minilm-nfcorpus', { first: 32, others: 48, least: 10, tokenType: 1 }],
  ] as const)('%s has the vectors of the reference, with and without passages', async (name, segments) => {
    const encoder = await openEncoder(sharedModel(name), { space: 'all-MiniLM-L6-v2', query: { segments } });
    expect(encoder.separator).toBe('[SEP]');
    const { cases } = golden<{ cases: { query: string; passages: string[]; vector: number[] }[] }>(name);
    const texts = cases.map(({ query, passages }) => ({ text: [query, ...passages].join('[SEP]') }));
    const made = await encoder.encode(texts, 'query');
    expect(cases.length).toBeGreaterThan(0);
    cases.forEach(({ vector }, i) => {
      expect(largestDifference(made[i]!.vector.data, vector)).toBeLessThan(1e-4);
    });
    await encoder.close();
  });

  it('takes the only weights there are, and says what there is where they are not of the precision asked', async () => {
    const encoder = await openEncoder(sharedModel('minilm-l6-v2'));
    expect(encoder).toMatchObject({ space: 'minilm-l6-v2', dimensions: 384 });
    await encoder.close();
    await expect(openEncoder(sharedModel('minilm-l6-v2'), { precision: 'f32' })).rejects.toThrow(
      /no f32 weights.*model_quantized\.onnx/,
    );
  });

  it.each([
    ['splade-tiny', /SparseEncoder|sparse_encoder.*not known here/],
    ['colbert-minilm-nfcorpus', /pylate.*not known here/],
    ['ce-minilm-nfcorpus', /no modules\.json/],
  ])('%s is no dense encoder and is refused', async (name, message) => {
    await expect(openEncoder(sharedModel(name))).rejects.toThrow(message);
  });
});

const missing = ' (skipped: REPRISE_MODELS names no folder that holds it)';
const bge = largeModel('bge-small-en-v1.5');
const mpnet = largeModel('all-mpnet-base-v2');

describe.skipIf(!hasShared || bge === undefined)(
  `bge-small-en-v1.5${bge === undefined ? missing : ''}`,
  () => {
    it('agrees with the reference, query prefix included', async () => {
      expect((await worst(bge!, 'bge-small-en-v1.5', {})).difference).toBeLessThan(1e-5);
    });
  },
);

describe.skipIf(!hasShared || mpnet === undefined)(
  `all-mpnet-base-v2${mpnet === undefined ? missing : ''}`,
  () => {
    it.each(['fused', 'plain'] as const)('agrees with the reference, %s attention', async (attention) => {
      expect((await worst(mpnet!, 'all-mpnet-base-v2', { attention })).difference).toBeLessThan(1e-5);
    });

    it('stays within .06 of the cosine with int8 weights', async () => {
      expect((await worst(mpnet!, 'all-mpnet-base-v2', { precision: 'int8' })).cosine).toBeGreaterThan(0.94);
    });
  },
);
