import { describe, expect, it } from 'vitest';
import { golden, hasShared, largestDifference, sharedModel } from '../testing/shared.js';
import { minilmTokens } from './minilm-tokens.js';
import { openTokenEncoder } from './open-token-encoder.js';
import type { TokenEncoderOptions } from './token-encoder.js';

interface ColbertGolden {
  readonly cases: readonly {
    role: 'query' | 'document';
    text: string;
    input_ids: readonly number[];
    kept_positions: readonly number[];
    rows: readonly (readonly number[])[];
  }[];
  readonly maxsim_of_first_query: readonly { document: string; maxsim: number }[];
}

/** Σ maxⱼ qᵢ·dⱼ */
function maxSim(query: Float32Array, document: Float32Array, dimensions: number): number {
  let score = 0;
  for (let q = 0; q < query.length; q += dimensions) {
    let best = Number.NEGATIVE_INFINITY;
    for (let d = 0; d < document.length; d += dimensions) {
      let product = 0;
      for (let i = 0; i < dimensions; i++) product += query[q + i]! * document[d + i]!;
      best = Math.max(best, product);
    }
    score += best;
  }
  return score;
}

describe.skipIf(!hasShared)(`models on disk${hasShared ? '' : ' (skipped: no shared collections)'}`, () => {
  it.each<TokenEncoderOptions>([{}, { attention: 'plain' }, { batchTokens: 64 }])(
    'colbert-minilm-nfcorpus has the tokens, rows and scores of PyLate, both sides, with %j',
    async (options) => {
      const encoder = await openTokenEncoder(sharedModel('colbert-minilm-nfcorpus'), options);
      expect(encoder).toMatchObject({ space: 'colbert-minilm-nfcorpus', dimensions: 96 });
      const { cases, maxsim_of_first_query: scores } = golden<ColbertGolden>('colbert-minilm-nfcorpus');
      const documents: Float32Array[] = [];
      let first: Float32Array | undefined;
      for (const role of ['query', 'document'] as const) {
        const ours = cases.filter((one) => one.role === role);
        const made = await encoder.encode(ours, role);
        for (const [i, { input_ids: ids, kept_positions: kept, rows }] of ours.entries()) {
          const { tokens } = made[i]!;
          expect([...tokens.ids!]).toEqual(kept.map((position) => ids[position]));
          expect(largestDifference(tokens.data, rows.flat())).toBeLessThan(1e-4);
          if (role === 'document') documents.push(tokens.data);
          else first ??= tokens.data;
        }
      }
      scores.forEach(({ maxsim }, i) => {
        expect(Math.abs(maxSim(first!, documents[i]!, 96) - maxsim)).toBeLessThan(1e-4);
      });
      await encoder.close();
    },
  );

  it('colbert-minilm-nfcorpus names its rows as the vocabulary does', async () => {
    const encoder = await openTokenEncoder(sharedModel('colbert-minilm-nfcorpus'));
    const [query] = await encoder.encode([{ text: 'Green TEA' }], 'query');
    const [document] = await encoder.encode([{ text: 'Tea leaves, steeped.' }], 'document');
    const filling = new Array<string>(27).fill('[MASK]');
    expect(query!.tokens.labels).toEqual(['[CLS]', '[unused0]', 'green', 'tea', '[SEP]', ...filling]);
    expect([...query!.tokens.ids!.slice(0, 6)]).toEqual([101, 1, 2665, 5572, 102, 103]);
    expect(document!.tokens.labels).toEqual([
      '[CLS]',
      '[unused1]',
      'tea',
      'leaves',
      'steep',
      '##ed',
      '[SEP]',
    ]);
    await encoder.close();
  });

  it('colbert-minilm-nfcorpus keeps scores within a hundredth with int8 weights', async () => {
    const encoder = await openTokenEncoder(sharedModel('colbert-minilm-nfcorpus'), { precision: 'int8' });
    const { cases, maxsim_of_first_query: scores } = golden<ColbertGolden>('colbert-minilm-nfcorpus');
    const [query] = await encoder.encode([cases[0]!], 'query');
    const documents = await encoder.encode(
      cases.filter(({ role }) => role === 'document'),
      'document',
    );
    scores.forEach(({ maxsim }, i) => {
      const score = maxSim(query!.tokens.data, documents[i]!.tokens.data, 96);
      expect(Math.abs(score / maxsim - 1)).toBeLessThan(0.01);
    });
    await encoder.close();
  });
});

describe('minilmTokens', () => {
  it('makes rows of all-MiniLM-L6-v2 that tell a text that means the same from another', async () => {
    const encoder = await minilmTokens();
    expect(encoder).toMatchObject({ space: 'all-MiniLM-L6-v2/tokens', dimensions: 384 });
    const [query] = await encoder.encode([{ text: 'a quick walk after dinner' }], 'query');
    const [near, far] = await encoder.encode(
      [{ text: 'a short stroll after the evening meal' }, { text: 'the price of copper on the market' }],
      'document',
    );
    const score = (document: typeof near): number =>
      maxSim(query!.tokens.data, document!.tokens.data, 384) / query!.tokens.weights.length;
    expect(score(near)).toBeGreaterThan(score(far) + 0.2);
    await encoder.close();
  });
});
