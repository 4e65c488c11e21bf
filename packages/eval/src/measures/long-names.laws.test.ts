import { expect, it } from 'vitest';
import { evaluate } from '../index.js';

it.each(['P_', 'RBP(p=', 'nDCG@', 'ndcg_1=', 'rbp_', 'set_F_', 'prefs_', 'AP(rel=', '.'])(
  'a measure that begins with %s and goes on for a megabyte is refused in the end',
  (beginning) => {
    for (const run of ['1', '.', '-', 'a', ',', '(', '@', '=']) {
      const measure = `${beginning}${run.repeat(2 ** 20)}x`;
      expect(() => evaluate(new Map(), new Map(), { measures: [measure] })).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringContaining('measure') }),
      );
    }
  },
);
