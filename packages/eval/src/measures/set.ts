/**
 * Measures of the retrieved documents as a set, with r relevant among n retrieved and R relevant in all:
 * set_P = r/n, set_recall = r/R, set_relative_P = r/min(n, R), set_map = r²/(n·R), and
 *
 *     set_F = (x + 1) · P · recall / (recall + x · P)
 *
 * where x, 1 unless given (`set_F.0.5`), is how much recall counts beside precision. All are 0 where a
 * divisor is 0.
 */
import type { Family } from './measure.js';

const ratio = (above: number, below: number): number => (below === 0 ? 0 : above / below);

export const setPrecision: Family = {
  trec: 'set_P',
  name: 'SetP',
  value: ({ ranks, grades }) => ratio(ranks.length, grades.length),
};

export const setRelativePrecision: Family = {
  trec: 'set_relative_P',
  value: ({ ranks, grades, relevant }) => ratio(ranks.length, Math.min(grades.length, relevant)),
};

export const setRecall: Family = {
  trec: 'set_recall',
  name: 'SetR',
  value: ({ ranks, relevant }) => ratio(ranks.length, relevant),
};

export const setMap: Family = {
  trec: 'set_map',
  name: 'SetAP',
  value: ({ ranks, grades, relevant }) => ratio(ranks.length ** 2, grades.length * relevant),
};

export const setF: Family = {
  trec: 'set_F',
  name: 'SetF',
  cutoff: 'parameter',
  value: ({ ranks, grades, relevant }, x) => {
    const p = ratio(ranks.length, grades.length);
    const r = ratio(ranks.length, relevant);
    const weight = Number.isNaN(x) ? 1 : x;
    return ratio((weight + 1) * p * r, r + weight * p);
  },
};
