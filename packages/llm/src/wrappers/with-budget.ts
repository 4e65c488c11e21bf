import { optionError, RepriseError } from '@reprise/spec';
import { raced } from '../model/calls.js';
import { failure } from '../model/failure.js';
import type { LanguageModel, Usage } from '../model/language-model.js';
import { wrap } from './wrap.js';

export interface BudgetOptions {
  /** Calls that may be begun. Default any number. */
  readonly calls?: number;
  /** Tokens, of input and output together, that may be spent. Default any number. */
  readonly tokens?: number;
}

/** What was spent since the budget was made. */
export interface Budget {
  readonly spent: () => { readonly calls: number; readonly tokens: number };
}

/**
 * Refuses calls with `LIMIT_EXCEEDED`, reason `budget`, once they could exceed the budget, over all batches together.
 * A call begins only if the most it can cost still fits (a token for each byte of its prompt, and `maxTokens`); it then
 * costs what the backend says, or that most where the backend does not say. Calls under way are waited for before a
 * call is refused. A failed call costs tokens only where its error says so.
 */
export function withBudget<M extends LanguageModel>(model: M, options: BudgetOptions): M & Budget {
  const { calls: callLimit = Infinity, tokens: tokenLimit = Infinity } = options;
  for (const [name, value] of Object.entries({ calls: callLimit, tokens: tokenLimit })) {
    if (!(value >= 0 && (value === Infinity || Number.isSafeInteger(value))))
      throw optionError(name, value, 'an integer of at least 0');
  }
  let calls = 0;
  let tokens = 0;
  let reserved = 0;
  const underWay = new Set<Promise<unknown>>();
  const refuse = (what: string, limit: number, need: number): RepriseError =>
    failure(
      'budget',
      `the budget of ${limit} ${what} is used up (${calls} calls, ${tokens} tokens): raise it`,
      {
        limit,
        calls,
        tokens,
        need,
      },
    );

  const wrapped = wrap(model, async (call, signal, most) => {
    for (;;) {
      if (calls >= callLimit) throw refuse('calls', callLimit, 1);
      if (tokens + reserved + most <= tokenLimit) break;
      if (underWay.size === 0) throw refuse('tokens', tokenLimit, most);
      await raced(Promise.race(underWay), signal);
    }
    calls++;
    reserved += most;
    let cost = 0;
    const work = call(signal).then(
      (made) => {
        cost = total(made.usage) ?? most;
        return made;
      },
      (error) => {
        if (RepriseError.isInstance(error)) cost = total(error.details.usage as Usage | undefined) ?? 0;
        throw error;
      },
    );
    const settled = work
      .catch(() => undefined)
      .then(() => {
        reserved -= most;
        tokens += cost;
        underWay.delete(settled);
      });
    underWay.add(settled);
    await settled;
    return work;
  });
  return Object.freeze({ ...wrapped, spent: () => ({ calls, tokens }) });
}

const total = (usage: Usage | undefined): number | undefined =>
  usage && usage.inputTokens + usage.outputTokens;
