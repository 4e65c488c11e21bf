import { optionError, RepriseError } from '@reprise/spec';
import { pause } from '../model/calls.js';
import type { LanguageModel } from '../model/language-model.js';
import { wrap } from './wrap.js';

export interface RetryOptions {
  /** Calls a request may cost at most, the first one included. Default 3. */
  readonly attempts?: number;
  /** Upper end of the first wait, in milliseconds; it doubles with each further one. Default 500. */
  readonly baseDelay?: number;
  /** No wait is longer, whatever the server wants; in milliseconds. Default 60,000. */
  readonly maximumDelay?: number;
  /** Numbers from 0 up to, not including, 1. Default `Math.random`: answers never depend on it. */
  readonly random?: () => number;
}

/**
 * Calls again after failures that may pass (`details.retryable`). Full jitter: before attempt n + 1 it waits
 *
 *     random · min(maximumDelay, baseDelay · 2ⁿ⁻¹)
 *
 * and, where the server said `Retry-After`, that time before it, both together at most `maximumDelay`. The last error
 * says in `details.attempts` how many calls were made.
 *
 * M. Brooker, Exponential backoff and jitter, AWS Architecture Blog, 2015.
 */
export function withRetries<M extends LanguageModel>(model: M, options: RetryOptions = {}): M {
  const { attempts = 3, baseDelay = 500, maximumDelay = 60_000, random = Math.random } = options;
  if (!(Number.isInteger(attempts) && attempts >= 1))
    throw optionError('attempts', attempts, 'an integer of at least 1');
  if (!(baseDelay >= 0 && baseDelay < 2 ** 31))
    throw optionError('baseDelay', baseDelay, 'milliseconds of at least 0');
  if (!(maximumDelay >= 0 && maximumDelay < 2 ** 31))
    throw optionError('maximumDelay', maximumDelay, 'milliseconds of at least 0');
  return wrap(model, async (call, signal) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call(signal);
      } catch (error) {
        if (!RepriseError.isInstance(error) || error.details.retryable !== true) throw error;
        if (attempt >= attempts) throw withAttempts(error, attempt);
        const wanted = Number(error.details.retryAfter ?? 0);
        const jitter = random() * Math.min(maximumDelay, baseDelay * 2 ** (attempt - 1));
        await pause(Math.min(maximumDelay, wanted + jitter), signal);
      }
    }
  });
}

function withAttempts(error: RepriseError, attempts: number): RepriseError {
  return new RepriseError(error.code, `${error.message} (${attempts} attempts)`, {
    details: { ...error.details, attempts },
    cause: error,
  });
}
