import { describe, it } from 'vitest';

/** A sentence that must be true of a plugin, and the check that rejects where it is not. */
export interface Law {
  readonly name: string;
  readonly check: () => Promise<void>;
}

/** Makes the plugin under test; called anew by every law. Share an index that is slow to build yourself. */
export type Make<Plugin> = () => Plugin | Promise<Plugin>;

export interface ConformanceOptions {
  /** Random cases a law. Default 100, as in fast-check. */
  readonly runs?: number;
  /**
   * Largest difference between two numbers that count as equal, relative to the larger one where that is
   * above 1. Default 0: every bit. Plugins that run a neural model may need 1e-4.
   */
  readonly tolerance?: number;
  /**
   * Whether one call can take long, such as one that asks a model over the network. Then an aborted signal
   * must reject the call; otherwise the call may also finish. Default: true for what searches or reads an
   * index (retriever, scorer, document source), false for the rest.
   */
  readonly longRunning?: boolean;
}

/** Hands laws to vitest. */
export function registerLaws(title: string, laws: readonly Law[]): void {
  describe(title, () => {
    for (const { name, check } of laws) it(name, check);
  });
}
