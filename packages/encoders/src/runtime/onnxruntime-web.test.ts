import { describe, expect, it } from 'vitest';
import type { DenseEncoder } from '../dense/dense-encoder.js';
import { minilm } from '../dense/minilm.js';
import { openEncoder } from '../dense/open-encoder.js';
import { findPackage } from '../folder/find-package.js';
import { golden, hasShared, largestDifference, sharedModel } from '../testing/shared.js';
import { tinyFolder } from '../testing/tiny-model.js';
import type { OnnxRuntime } from './onnx-runtime.js';

const name = 'onnxruntime-web';
const installed = findPackage(name) !== undefined;

const load = async (): Promise<OnnxRuntime> => (await import(name)) as OnnxRuntime;
const vectorsOf = async (encoder: DenseEncoder, all: readonly string[]): Promise<readonly Float32Array[]> => {
  const batch = all.map((text) => ({ text }));
  const made = await encoder.encode(batch, 'query');
  await encoder.close();
  return made.map(({ vector }) => vector.data);
};
const worst = (some: readonly Float32Array[], others: readonly Float32Array[]): number =>
  Math.max(...some.map((vector, i) => largestDifference(vector, others[i]!)));

describe.skipIf(!installed)(
  `onnxruntime-web as runtime${installed ? '' : ` (skipped: ${name} is not installed)`}`,
  () => {
    it.each(['fused', 'plain'] as const)(
      'makes the vectors that onnxruntime-node makes, %s attention',
      async (attention) => {
        const all = ['', 'a b c', 'abc '.repeat(100)];
        const web = await openEncoder(tinyFolder(), { space: 'tiny', attention, runtime: await load() });
        const node = await openEncoder(tinyFolder(), { space: 'tiny', attention });
        expect(worst(await vectorsOf(web, all), await vectorsOf(node, all))).toBeLessThan(1e-5);
      },
    );

    it('runs all-MiniLM-L6-v2 from memory, in float32 and in int8', async () => {
      const all = ['This is an example sentence', '', 'glucose '.repeat(300), 'прогулка 食後'];
      const runtime = await load();
      const web = await vectorsOf(await minilm({ runtime }), all);
      expect(worst(web, await vectorsOf(await minilm(), all))).toBeLessThan(1e-5);
      expect(largestDifference(web[0]!.subarray(0, 3), [0.0677, 0.0636, 0.0487])).toBeLessThan(5e-5);
      const rounded = { precision: 'int8' } as const;
      const int8 = await vectorsOf(await minilm({ ...rounded, runtime }), all);
      expect(worst(int8, await vectorsOf(await minilm(rounded), all))).toBeLessThan(0.02);
    });

    it('says what the runtime refuses', async () => {
      const broken = tinyFolder().set('model.onnx', Uint8Array.of(8, 8));
      const opening = openEncoder(broken, { space: 'tiny', weights: 'model.onnx', runtime: await load() });
      await expect(opening).rejects.toMatchObject({
        code: expect.stringMatching(/CORRUPT_FILE|UNSUPPORTED_FORMAT/),
      });
    });

    it.skipIf(!hasShared)(
      `agrees with the goldens${hasShared ? '' : ' (skipped: no shared collections)'}`,
      async () => {
        const model = 'prf-minilm-nfcorpus';
        const { cases } = golden<{ cases: { query: string; passages: string[]; vector: number[] }[] }>(model);
        const bare = cases.filter(({ passages }) => passages.length === 0);
        const encoder = await openEncoder(sharedModel(model), {
          space: 'all-MiniLM-L6-v2',
          runtime: await load(),
        });
        const made = await vectorsOf(
          encoder,
          bare.map(({ query }) => query),
        );
        expect(
          worst(
            made,
            bare.map(({ vector }) => Float32Array.from(vector)),
          ),
        ).toBeLessThan(1e-4);
      },
    );
  },
);
