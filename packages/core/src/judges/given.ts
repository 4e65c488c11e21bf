import { compareIds, type Judge, type Qrels } from '@reprise/spec';

/**
 * Takes judgements from outside: a person's, clicks, a simulated user's. Grades above 0 are relevant and
 * keep their grade, others are not relevant. Best grade first, ties by id. Judged documents count whether
 * they were retrieved or not.
 */
export function given(qrels: Qrels): Judge {
  return Object.freeze({
    spec: 'v1',
    name: 'given',
    reads: [],
    judge: async (batch) =>
      batch.map(({ query }) => {
        const judged = [...(qrels.get(query.id) ?? [])].sort(([a, x], [b, y]) => y - x || compareIds(a, b));
        return {
          positive: judged.filter(([, grade]) => grade > 0).map(([id, grade]) => ({ id, grade })),
          negative: judged.filter(([, grade]) => grade <= 0).map(([id]) => ({ id })),
        };
      }),
  } satisfies Judge);
}
