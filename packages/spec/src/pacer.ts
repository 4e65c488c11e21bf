import { RepriseError } from './error.js';

/** Rejects with code `ABORTED` once the signal is aborted; its reason becomes the cause. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new RepriseError('ABORTED', 'the call was aborted by its signal', {
      cause: signal.reason,
    });
  }
}

/** Where it is there, `setImmediate` is a thousand times sooner than a timer. */
const later = (resolve: () => void): void => {
  if (typeof setImmediate === 'function') setImmediate(resolve);
  else setTimeout(resolve);
};

/**
 * For long loops: call the returned function between pieces of work. Every 10 ms or so it lets timers
 * and signals run and then rejects if the signal was aborted.
 */
export function pacer(signal?: AbortSignal): () => Promise<void> | undefined {
  let last = performance.now();
  throwIfAborted(signal);
  return () => {
    if (performance.now() - last < 10) return undefined;
    return new Promise<void>(later).then(() => {
      last = performance.now();
      throwIfAborted(signal);
    });
  };
}
