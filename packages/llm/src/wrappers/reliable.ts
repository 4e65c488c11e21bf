import { withCache } from '../cache/with-cache.js';
import type { LanguageModel } from '../model/language-model.js';
import { type Budget, type BudgetOptions, withBudget } from './with-budget.js';
import { withConcurrency } from './with-concurrency.js';
import { type RetryOptions, withRetries } from './with-retries.js';
import { withTimeout } from './with-timeout.js';

export interface ReliableOptions extends RetryOptions, BudgetOptions {
  /** Milliseconds each attempt may take. Default 30,000. */
  readonly timeout?: number;
  /** Calls at once. Default 4; 1 is right for a model in process. */
  readonly concurrency?: number;
  /** Folder in which generations are kept. Default: they are not kept. */
  readonly cache?: string;
}

/**
 * All the wrappers in the order that makes them count right: every attempt is a call of the budget, an answer that is
 * kept costs nothing, and a wait between attempts holds its place.
 *
 *     concurrency(cache(retries(budget(timeout(model)))))
 */
export async function reliable<M extends LanguageModel>(
  model: M,
  options: ReliableOptions = {},
): Promise<M & Budget> {
  const { timeout = 30_000, concurrency = 4, cache } = options;
  const retried = withRetries(withBudget(withTimeout(model, timeout), options), options);
  return withConcurrency(cache === undefined ? retried : await withCache(retried, cache), concurrency);
}
