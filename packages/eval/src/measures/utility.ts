/**
 * Set utility, a weighted sum over the documents that were retrieved or relevant:
 *
 *     utility = a · relevant retrieved + b · others retrieved + c · relevant not retrieved
 *
 * The weights are trec_eval's, 1, −1 and 0 unless given. Its fourth is for the rest of the collection, whose size
 * judgements and a run do not tell: it can only be 0.
 */
import type { Family } from './measure.js';

export const utility: Family = {
  trec: 'utility',
  parameters: [1, -1, 0, 0],
  value: ({ ranks, grades, relevant }, _, [a, b, c]) =>
    a! * ranks.length + b! * (grades.length - ranks.length) + c! * (relevant - ranks.length),
};
