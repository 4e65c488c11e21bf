import { describe, expect, it } from 'vitest';
import { golden, hasShared, sharedModel } from '../testing/shared.js';
import { openSparseEncoder } from './open-sparse-encoder.js';
import type { SparseEncoderOptions } from './sparse-encoder.js';

type Term = readonly [id: number, token: string, weight: number];
interface SpladeGolden {
  readonly items: readonly { text: string; terms: readonly Term[] }[];
}
interface UniCoilGolden {
  readonly cases: readonly {
    role: 'query' | 'document';
    text: string;
    input_ids: readonly number[];
    token_weights: readonly number[];
    terms: readonly Term[];
  }[];
}

/** Largest difference of a weight; a term that one side lacks counts as 0 there. */
function difference(found: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): number {
  const tokens = new Set([...found.keys(), ...expected.keys()]);
  return Math.max(0, ...[...tokens].map((t) => Math.abs((found.get(t) ?? 0) - (expected.get(t) ?? 0))));
}

const expectedOf = (terms: readonly Term[]): ReadonlyMap<string, number> =>
  new Map(terms.map(([, token, weight]) => [token, weight]));

describe.skipIf(!hasShared)(`models on disk${hasShared ? '' : ' (skipped: no shared collections)'}`, () => {
  it.each<SparseEncoderOptions>([
    {},
    { output: 'logits' },
    { weights: 'model.safetensors' },
    { weights: 'model.safetensors', attention: 'plain' },
  ])('splade-tiny has the weights of the reference, both sides, with %j', async (options) => {
    const encoder = await openSparseEncoder(sharedModel('splade-tiny'), options);
    expect(encoder.kind).toBe('splade');
    const { items } = golden<SpladeGolden>('splade-tiny');
    for (const role of ['query', 'document'] as const) {
      const made = await encoder.encode(items, role);
      items.forEach(({ terms }, i) => {
        expect(difference(made[i]!.terms, expectedOf(terms))).toBeLessThan(1e-4);
      });
    }
    await encoder.close();
  });

  it('unicoil-minilm-nfcorpus has the terms of the reference in their order', async () => {
    const encoder = await openSparseEncoder(sharedModel('unicoil-minilm-nfcorpus'), {
      weights: 'onnx/model_quantized.onnx',
    });
    expect(encoder.kind).toBe('uniCoil');
    for (const { role, text, terms } of golden<UniCoilGolden>('unicoil-minilm-nfcorpus').cases) {
      const [made] = await encoder.encode([{ text }], role);
      expect([...made!.terms.keys()]).toEqual(terms.map(([, token]) => token));
      expect(difference(made!.terms, expectedOf(terms))).toBeLessThan(1e-4);
    }
    await encoder.close();
  });

  it('unicoil-minilm-nfcorpus from safetensors has the weights that its tokens have in the reference', async () => {
    const encoder = await openSparseEncoder(sharedModel('unicoil-minilm-nfcorpus'));
    const tokenOf = new Map(
      golden<UniCoilGolden>('unicoil-minilm-nfcorpus').cases.flatMap(({ terms }) =>
        terms.map(([id, token]) => [id, token] as const),
      ),
    );
    for (const { role, text, ...reference } of golden<UniCoilGolden>('unicoil-minilm-nfcorpus.safetensors')
      .cases) {
      const expected = new Map<string, number>();
      reference.input_ids.forEach((id, i) => {
        const [weight = 0, token] = [reference.token_weights[i], tokenOf.get(id)];
        if (token === undefined || i === 0) return;
        const before = expected.get(token) ?? 0;
        expected.set(token, role === 'query' ? before + weight : Math.max(before, weight));
      });
      const [made] = await encoder.encode([{ text }], role);
      const known = new Map([...made!.terms].filter(([token]) => expected.has(token)));
      expect(known.size).toBeGreaterThan(0);
      expect(difference(known, expected)).toBeLessThan(1e-4);
    }
    await encoder.close();
  });
});
