import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf } from '../folder/files-of.js';
import { golden, hasShared, largestDifference, sharedModel } from '../testing/shared.js';
import { openTokenizer } from '../tokenizer/text-tokenizer.js';
import type { CrossEncoder } from './cross-encoder.js';
import { joinPair } from './join-pair.js';
import { openCrossEncoder } from './open-cross-encoder.js';

interface Case {
  readonly query: string;
  readonly document: string;
  readonly input_ids: readonly number[];
  readonly token_type_ids: readonly number[];
  readonly score: number;
}

const name = 'ce-minilm-nfcorpus';
/** As its SOURCE.txt says: at most 30 word pieces of the query and 128 tokens in all. */
const form = { maxTokens: 128, query: { maxTokens: 30 } } as const;

describe.skipIf(!hasShared)(`${name}${hasShared ? '' : ' (skipped: no shared collections)'}`, () => {
  let encoder: CrossEncoder;
  let cases: readonly Case[];
  beforeAll(async () => {
    encoder = await openCrossEncoder(sharedModel(name), { ...form, activation: 'identity' });
    cases = golden<{ cases: Case[] }>(name).cases;
  });
  afterAll(() => encoder.close());

  const documentsOf = ({ query, document }: Case) => ({
    query: { id: 'q', text: query },
    documents: [{ id: 'd', text: document }],
  });

  it('is fed the token ids and types of the reference', async () => {
    const tokenizer = await openTokenizer(await filesOf(sharedModel(name)), { lowerCase: false });
    for (const { query, document, ...expected } of cases) {
      const pieces = (text: string, maxTokens: number) =>
        tokenizer.encode(text, { specialTokens: false, maxTokens });
      const frame = tokenizer.pairFrame();
      const pair = joinPair(pieces(query, 30), pieces(document, 125), frame, 125, 'longestFirst');
      expect(pair.ids).toEqual(expected.input_ids);
      expect(pair.ids.map((_, i) => Number(i >= pair.typeOneFrom!))).toEqual(expected.token_type_ids);
    }
  });

  it('has the logits of the reference, all in one batch', async () => {
    const scores = await encoder.score(cases.map(documentsOf));
    expect(cases.length).toBeGreaterThan(0);
    expect(
      largestDifference(
        scores.map(([score]) => score!),
        cases.map(({ score }) => score),
      ),
    ).toBeLessThan(1e-4);
  });

  it('gives their sigmoid where nothing is told, as sentence-transformers does', async () => {
    const usual = await openCrossEncoder(sharedModel(name), form);
    const [scores] = await usual.score([documentsOf(cases[0]!)]);
    expect(scores![0]).toBeCloseTo(1 / (1 + Math.exp(-cases[0]!.score)), 5);
    await usual.close();
  });

  it.each(['minilm-l6-v2', 'prf-minilm-nfcorpus', 'splade-tiny', 'colbert-minilm-nfcorpus'])(
    '%s is no cross-encoder and is refused',
    async (other) => {
      await expect(openCrossEncoder(sharedModel(other))).rejects.toMatchObject({
        code: expect.stringMatching(/UNSUPPORTED_FORMAT|DIMENSION_MISMATCH/),
      });
    },
  );
});
