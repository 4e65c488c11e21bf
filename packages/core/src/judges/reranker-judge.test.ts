import type { DocumentSource, Judgements, Ranking, Reranker } from '@reprise/spec';
import { judgeConformance, rankings, textQueries } from '@reprise/testkit';
import { describe, expect, it } from 'vitest';
import { feedback, type RerankerJudgeOptions, rerankerJudge, retrieve } from '../index.js';
import { addTerms, analyzer, createIndex, untyped } from '../small-plugins.test-support.js';

/** Every document's text is its id. */
const texts: DocumentSource<'text'> = {
  spec: 'v1',
  name: 'texts',
  kinds: ['text'],
  fetch: async (ids) => new Map(ids.map((id) => [id, { text: id }])),
};

/** Scores by the number that a text ends with; other texts by their length, some below 0. */
const numbers: Reranker<'text', 'text'> = {
  spec: 'v1',
  name: 'numbers',
  reads: ['text'],
  sees: ['text'],
  score: async (batch) =>
    batch.map(({ documents }) =>
      Float32Array.from(documents, ({ text }) =>
        Number(/-?[\d.]+$/.exec(text)?.[0] ?? (text.length % 5) - 2),
      ),
    ),
};

const ranking = (...ids: string[]): Ranking<'text'> => ({
  query: { id: 'q', text: 'asked' },
  hits: ids.map((id, i) => ({ id, score: -i })),
});
const judge = async (
  options: Partial<RerankerJudgeOptions<'text'>>,
  ...ids: string[]
): Promise<Judgements | undefined> => {
  const [judged] = await rerankerJudge(numbers, { documents: texts, ...options }).judge([ranking(...ids)]);
  return judged;
};

describe('rerankerJudge', () => {
  it('takes the documents that score above 0, best first, with their scores as grades', async () => {
    expect(await judge({}, 'a0.5', 'b-1', 'c2', 'd0', 'e0.5')).toEqual({
      positive: [
        { id: 'c2', grade: 2 },
        { id: 'a0.5', grade: 0.5 },
        { id: 'e0.5', grade: 0.5 },
      ],
      negative: [],
    });
  });

  it('looks at the best hits alone, and takes as many of them as it is told', async () => {
    expect(await judge({ depth: 2 }, 'a1', 'b2', 'c3')).toMatchObject({
      positive: [{ id: 'b2' }, { id: 'a1' }],
    });
    expect(await judge({ top: 1 }, 'a1', 'b2', 'c3')).toMatchObject({ positive: [{ id: 'c3' }] });
    expect(await judge({ top: 0, bottom: 1 }, 'a1', 'b-2')).toEqual({
      positive: [],
      negative: [{ id: 'b-2' }],
    });
  });

  it('holds to a threshold, and names what is below it, worst first', async () => {
    expect(await judge({ atLeast: 2, bottom: 2 }, 'a1', 'b2', 'c-3', 'd1.5')).toEqual({
      positive: [{ id: 'b2', grade: 2 }],
      negative: [{ id: 'c-3' }, { id: 'a1' }],
    });
  });

  it('makes grades of scores as it is told', async () => {
    const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score));
    expect(await judge({ atLeast: 0.5, grade: sigmoid }, 'a0', 'b-1')).toEqual({
      positive: [{ id: 'a0', grade: 0.5 }],
      negative: [],
    });
  });

  it('feeds back what it finds relevant, and leaves the query where it finds nothing', async () => {
    const index = createIndex();
    const search = retrieve(index, { encoder: analyzer });
    const lionsOnly: Reranker<'text', 'text'> = {
      ...numbers,
      score: async (batch) =>
        batch.map(({ documents }) =>
          Float32Array.from(documents, ({ text }) => (text.includes('lion') ? 0.9 : 0.1)),
        ),
    };
    const expand = feedback(addTerms, {
      documents: index,
      judge: rerankerJudge(lionsOnly, { documents: index, atLeast: 0.5 }),
    });
    const [feline, market] = await search.pipe(expand).run([
      { id: 'q1', text: 'feline' },
      { id: 'q2', text: 'market' },
    ]);
    expect([...(feline?.terms ?? [])]).toEqual([
      ['feline', 1.5],
      ['purr', 0.5],
      ['lion', 0.5],
    ]);
    expect([...(market?.terms ?? [])]).toEqual([['market', 1]]);
  });

  it('refuses options, sources and scores that it can do nothing with', async () => {
    for (const options of [
      { depth: 0 },
      { top: -1 },
      { bottom: 0.5 },
      { atLeast: -1 },
      { atLeast: Number.NaN },
    ]) {
      expect(() => rerankerJudge(numbers, { documents: texts, ...options }), JSON.stringify(options)).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTION' }),
      );
    }
    expect(() => rerankerJudge(numbers, untyped({ documents: { ...texts, kinds: ['terms'] } }))).toThrow(
      expect.objectContaining({ code: 'INCOMPATIBLE_STAGES' }),
    );
    await expect(judge({ grade: () => Number.NaN }, 'a1')).rejects.toThrow(/the grade of the score 1 is NaN/);
    for (const scores of [[], [Float32Array.of(Number.NaN)], [Float32Array.of(1, 2)]]) {
      const broken = { ...numbers, score: async () => scores };
      await expect(rerankerJudge(broken, { documents: texts }).judge([ranking('a')])).rejects.toMatchObject({
        code: 'PLUGIN_CONTRACT',
      });
    }
  });

  judgeConformance(
    () => rerankerJudge(numbers, { documents: { ...texts, fetch: byLength }, bottom: 2 }),
    rankings(textQueries()),
  );
});

/** The same text for every id: whoever renames documents gets the same judgements. */
async function byLength(ids: readonly string[]): Promise<Map<string, { text: string }>> {
  return new Map(ids.map((id) => [id, { text: 'x1' }]));
}
