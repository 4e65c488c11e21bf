import type { Judge } from '@reprise/spec';
import { checkWhole } from '../check-whole.js';

/** Takes the hit at rank `rank`, counted from 1, and no other. A shorter ranking gives no feedback. */
export function nth(rank: number): Judge {
  checkWhole('rank', rank, 1);
  return Object.freeze({
    spec: 'v1',
    name: `nth(${rank})`,
    reads: [],
    judge: async (batch) =>
      batch.map(({ hits }) => ({
        positive: hits.slice(rank - 1, rank).map(({ id }) => ({ id })),
        negative: [],
      })),
  } satisfies Judge);
}
