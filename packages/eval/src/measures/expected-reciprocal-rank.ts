/**
 * Expected reciprocal rank: the reader walks down and stops at a document with a probability that its grade sets.
 *
 *     ERR@k = Σ over ranks i ≤ k of  (1/i) · R(i) · Π_{j<i} (1 − R(j)),     R = (2^grade − 1) / 2⁴
 *
 * O. Chapelle, D. Metzler, Y. Zhang, P. Grinspan: Expected Reciprocal Rank for Graded Relevance, CIKM 2009. The
 * highest grade is 4 whatever a collection uses, as in TREC's gdeval.pl, so that values compare across
 * collections; a topic with a higher one is refused, as there. Unlike there, values are not rounded.
 */
import { RepriseError } from '@reprise/spec';
import type { Family } from './measure.js';

const highest = 4;

export const expectedReciprocalRank: Family = {
  name: 'ERR',
  cutoffs: [20],
  graded: true,
  value: ({ query, grades, judged }, k) => {
    const best = judged[0] ?? 0;
    if (best > highest) {
      throw new RepriseError(
        'INVALID_INPUT',
        `query "${query}": a document has grade ${best}: ERR takes grades up to ${highest}, map yours onto those`,
        { details: { query, value: best, expected: highest } },
      );
    }
    const end = Math.min(k, grades.length);
    let goesOn = 1;
    let sum = 0;
    for (let i = 0; i < end; i++) {
      if (grades[i]! <= 0) continue;
      const stops = (2 ** grades[i]! - 1) / 2 ** highest;
      sum += (goesOn * stops) / (i + 1);
      goesOn *= 1 - stops;
    }
    return sum;
  },
};
