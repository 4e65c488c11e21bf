import { borda, combAnz, combMax } from '@reprise/fusion';
import type { Fuser, Reranker } from '@reprise/spec';
import { rerankerConformance, textQueries, vectors } from '@reprise/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { biEncoder, eachText } from './index.js';
import { letterCounts, sharedWords } from './text.test-support.js';
import { joinTexts } from './texts-in-one.js';

/** The worked example of aggregation: scores of four documents for three query texts. */
const lists: ReadonlyMap<string, readonly number[]> = new Map([
  ['L1', [0.9, 0.8, 0.3, 0.1]],
  ['L2', [0.2, 0.7, 0.6, 0.65]],
  ['L3', [0.5, 0.55, 0.95, 0.05]],
]);
const byTable: Reranker<'text', 'text'> = {
  ...sharedWords,
  score: async (batch) => batch.map(({ query }) => Float32Array.from(lists.get(query.text)!)),
};
const item = {
  query: { id: 'q', text: joinTexts([...lists.keys()]) },
  documents: [...'abcd'].map((id) => ({ id, text: '' })),
};

describe('eachText', () => {
  it.each([
    ['average', combAnz({ normalise: false }), [0.533333, 0.683333, 0.616667, 0.266667]],
    ['maximum', combMax({ normalise: false }), [0.9, 0.8, 0.95, 0.65]],
    ['Borda', borda({ form: 'relative' }), [1.75, 2.5, 2, 1.25]],
  ])('aggregates by %s as the worked example does', async (_, fuser, expected) => {
    const [scores] = await eachText(byTable, fuser).score([item]);
    scores!.forEach((score, i) => {
      expect(score).toBeCloseTo(expected[i]!, 6);
    });
  });

  it('asks the re-ranker once for all queries and texts, and gives each query its own', async () => {
    const asked: string[][] = [];
    const spy: typeof byTable = {
      ...byTable,
      score: (batch, options) => {
        asked.push(batch.map(({ query }) => query.text));
        return byTable.score(batch, options);
      },
    };
    const one = { ...item, query: { id: 'r', text: 'L2' } };
    const scores = await eachText(spy, combMax({ normalise: false })).score([item, one]);
    expect(asked).toEqual([['L1', 'L2', 'L3', 'L2']]);
    expect(scores[1]).toEqual(Float32Array.from(lists.get('L2')!));
  });

  it('refuses a fuser that leaves documents out', async () => {
    const careless: Fuser = { spec: 'v1', name: 'careless', fuse: ([hits = []]) => hits.slice(1) };
    await expect(eachText(byTable, careless).score([item])).rejects.toMatchObject({
      code: 'PLUGIN_CONTRACT',
      message: expect.stringContaining('careless'),
    });
  });

  const texts = fc.stringMatching(/^[abc ]{0,12}$/).map((text) => ({ text }));
  const queries = fc
    .tuple(textQueries(), fc.array(texts, { minLength: 1, maxLength: 4 }))
    .map(([{ id }, all]) => ({
      id,
      text: joinTexts(all.map(({ text }) => text)),
    }));
  rerankerConformance(() => eachText(sharedWords, combAnz({ normalise: false })), queries, texts);
});

describe('biEncoder', () => {
  const reranker = biEncoder({ encoder: letterCounts });
  const document = (id: string, ...data: number[]) => ({
    id,
    vector: { space: 'letters', data: Float32Array.from(data) },
  });

  it('scores by the inner product of the encoded text and the document’s vector', async () => {
    const query = { id: 'q', text: 'aab' };
    const documents = [document('x', 1, 2, 0, 0, 0), document('y', 0, 0, 9, 9, 9)];
    expect(await reranker.score([{ query, documents }])).toEqual([Float32Array.of(4, 0)]);
    const each = eachText(reranker, combMax({ normalise: false }));
    const several = { id: 'q', text: joinTexts(['aab', 'cc']) };
    expect(await each.score([{ query: several, documents }])).toEqual([Float32Array.of(4, 18)]);
  });

  it('refuses vectors of another space or length', async () => {
    const query = { id: 'q', text: 'a' };
    const stranger = { id: 's', vector: { space: 'elsewhere', data: new Float32Array(5) } };
    await expect(reranker.score([{ query, documents: [stranger] }])).rejects.toMatchObject({
      code: 'SPACE_MISMATCH',
    });
    await expect(reranker.score([{ query, documents: [document('s', 1)] }])).rejects.toMatchObject({
      code: 'DIMENSION_MISMATCH',
    });
  });

  rerankerConformance(
    () => reranker,
    textQueries(),
    vectors({ space: 'letters', dimensions: 5 }).map((vector) => ({ vector })),
  );
});
