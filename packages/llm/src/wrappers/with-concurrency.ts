import { optionError } from '@reprise/spec';
import { raced } from '../model/calls.js';
import type { LanguageModel } from '../model/language-model.js';
import { wrap } from './wrap.js';

/**
 * At most `limit` calls at once, over all batches together; the others wait in turn. `limit` is also how many calls
 * of a batch are under way at once where its options do not say.
 */
export function withConcurrency<M extends LanguageModel>(model: M, limit: number): M {
  if (!(Number.isInteger(limit) && limit >= 1)) throw optionError('limit', limit, 'an integer of at least 1');
  let free = limit;
  const waiting: (() => void)[] = [];
  return wrap({ ...model, concurrency: limit }, async (call, signal) => {
    if (free > 0) free--;
    else {
      let take = (): void => undefined;
      const turn = new Promise<void>((resolve) => {
        take = resolve;
      });
      waiting.push(take);
      try {
        await raced(turn, signal);
      } catch (error) {
        const place = waiting.indexOf(take);
        // Its turn had come in the same moment: the next one has it.
        if (place >= 0) waiting.splice(place, 1);
        else release();
        throw error;
      }
    }
    try {
      return await call(signal);
    } finally {
      release();
    }
  });

  function release(): void {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  }
}
