import { RepriseError } from '@reprise/spec';

export interface Closable {
  /** Does `work` while this is open; `INVALID_INPUT` afterwards. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
  /** Ends once: refuses work that comes later, and frees what work needs when that under way is done. */
  readonly close: () => Promise<void>;
}

/** `what` is open until it is closed: `free` is called once, when nobody uses it any more. */
export function closable(what: string, free: () => Promise<void>): Closable {
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  return {
    during: async (work) => {
      if (closed) throw new RepriseError('INVALID_INPUT', `${what} is closed: open it again`);
      const promise = work();
      underWay.add(promise);
      return promise.finally(() => underWay.delete(promise));
    },
    close: async () => {
      if (closed) return;
      closed = true;
      await Promise.allSettled(underWay);
      await free();
    },
  };
}
