import { optionError, type RunOptions, throwIfAborted } from '@reprise/spec';
import type { LanguageModel } from './language-model.js';

/** Rejects with `ABORTED` as soon as the signal is aborted, even if the work never notices. */
export async function raced<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      try {
        throwIfAborted(signal);
      } catch (error) {
        reject(error);
      }
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    stop();
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Resolves after so many milliseconds, rejects with `ABORTED` before that. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await raced(
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, milliseconds);
      }),
      signal,
    );
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Calls for each item, so many at once, and answers in the items' order. After the first failure no call is begun and
 * those under way end first, so that what they cost is not lost; an abort rejects at once. `size` is how much of the
 * progress an item is.
 */
export async function callEach<In, Out>(
  model: Pick<LanguageModel, 'name' | 'concurrency'>,
  items: readonly In[],
  call: (item: In, signal: AbortSignal) => Promise<Out>,
  options: RunOptions = {},
  size: (item: In) => number = () => 1,
): Promise<Out[]> {
  const { signal, onProgress, concurrency = model.concurrency ?? 1 } = options;
  if (!(Number.isInteger(concurrency) && concurrency >= 1))
    throw optionError('concurrency', concurrency, 'an integer of at least 1');
  throwIfAborted(signal);
  const total = items.reduce((sum, item) => sum + size(item), 0);
  const results: Out[] = new Array(items.length);
  let failure: { readonly error: unknown } | undefined;
  let next = 0;
  let done = 0;
  // One listener a batch: Node warns of more than ten on a signal.
  const underWay = new Set<AbortController>();
  const abort = (): void => {
    for (const own of underWay) own.abort(signal?.reason);
  };
  const work = async (): Promise<void> => {
    while (next < items.length && failure === undefined) {
      const i = next++;
      const own = new AbortController();
      underWay.add(own);
      try {
        throwIfAborted(signal);
        results[i] = await raced(call(items[i] as In, own.signal), own.signal);
        done += size(items[i] as In);
        onProgress?.({ kind: 'progress', stage: model.name, done, total, unit: 'queries' });
      } catch (error) {
        failure ??= { error };
      } finally {
        underWay.delete(own);
      }
    }
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, work));
  } finally {
    signal?.removeEventListener('abort', abort);
  }
  if (failure !== undefined) throw failure.error;
  return results;
}

/** A batch in parts of `options.batchSize`. */
export function parts<T>(batch: readonly T[], { batchSize = 64 }: RunOptions = {}): (readonly T[])[] {
  if (!(Number.isInteger(batchSize) && batchSize >= 1))
    throw optionError('batchSize', batchSize, 'an integer of at least 1');
  return Array.from({ length: Math.ceil(batch.length / batchSize) }, (_, i) =>
    batch.slice(i * batchSize, (i + 1) * batchSize),
  );
}
