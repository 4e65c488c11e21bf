/** Runs one piece of work at a time: a new one aborts the one before, whose result or failure is then dropped. */
export interface Latest {
  /** `settle` is called with the work's result, or `fail` with its failure, unless newer work has begun. */
  readonly run: <T>(
    work: (signal: AbortSignal) => Promise<T>,
    settle: (result: T) => void,
    fail: (error: unknown) => void,
  ) => Promise<void>;
  /** Drops what is under way. */
  readonly stop: () => void;
}

export function createLatest(): Latest {
  let current = new AbortController();
  const stop = (): AbortSignal => {
    current.abort();
    current = new AbortController();
    return current.signal;
  };
  return Object.freeze({
    stop: () => void stop(),
    run: async <T>(
      work: (signal: AbortSignal) => Promise<T>,
      settle: (result: T) => void,
      fail: (error: unknown) => void,
    ) => {
      const signal = stop();
      try {
        const result = await work(signal);
        if (!signal.aborted) settle(result);
      } catch (error) {
        if (!signal.aborted) fail(error);
      }
    },
  });
}
