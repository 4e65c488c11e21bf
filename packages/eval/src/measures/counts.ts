/**
 * How many: topics, retrieved, relevant, relevant retrieved, judged non-relevant retrieved. Over topics they
 * are added up, not averaged.
 */
import type { Family } from './measure.js';

export const numQ: Family = {
  trec: 'num_q',
  name: 'NumQ',
  summary: 'sum',
  summaryOnly: true,
  graded: true,
  value: () => 1,
};

export const numRet: Family = {
  trec: 'num_ret',
  name: 'NumRet',
  summary: 'sum',
  graded: true,
  value: ({ grades }) => grades.length,
};

export const numRel: Family = {
  trec: 'num_rel',
  name: 'NumRel',
  summary: 'sum',
  value: ({ relevant }) => relevant,
};

export const numRelRet: Family = {
  trec: 'num_rel_ret',
  summary: 'sum',
  value: ({ ranks }) => ranks.length,
};

export const numNonrelJudgedRet: Family = {
  trec: 'num_nonrel_judged_ret',
  summary: 'sum',
  value: ({ grades, level }) => grades.filter((grade) => grade >= 0 && grade < level).length,
};
