import { DemoError } from '../../api/demo-error.js';

const attempts = 6;

/** Asks again while the server is busy, as many seconds later as it says; tells `onWait` before it waits. */
export async function patiently<T>(
  ask: () => Promise<T>,
  signal: AbortSignal,
  onWait: () => void,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const busy = error instanceof DemoError && error.code === 'BUSY';
      if (!busy || attempt === attempts || signal.aborted) throw error;
      onWait();
      await pause((error.retryAfterSeconds ?? 1) * 1000, signal);
    }
  }
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
