import { optionError } from '@reprise/spec';
import { failure } from '../model/failure.js';
import type { LanguageModel } from '../model/language-model.js';
import { wrap } from './wrap.js';

/** Ends every call that takes longer with `IO_FAILED`, reason `timeout`, and aborts it inside. In milliseconds. */
export function withTimeout<M extends LanguageModel>(model: M, milliseconds: number): M {
  // Node's timers take no more.
  if (!(milliseconds > 0 && milliseconds < 2 ** 31))
    throw optionError('milliseconds', milliseconds, 'a number above 0 and below 2147483648');
  return wrap(model, async (call, signal) => {
    const late = failure(
      'timeout',
      `${model.name} ${model.model} gave no answer in ${milliseconds} ms: try again later or allow more time`,
    );
    const inner = new AbortController();
    const follow = (): void => inner.abort(signal.reason);
    signal.addEventListener('abort', follow, { once: true });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(late);
        inner.abort(late);
      }, milliseconds);
    });
    try {
      return await Promise.race([call(inner.signal), timeout]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', follow);
    }
  });
}
