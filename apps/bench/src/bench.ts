import type { Figures } from './figures.js';

export interface BenchOptions {
  /** Number of synthetic documents. */
  readonly documents: number;
  /** Size of the file that is streamed, in MiB. */
  readonly mebibytes: number;
  /** Whether peers are measured too. */
  readonly peers: boolean;
}

/** Gives each table as soon as it is measured. */
export type Bench = (options: BenchOptions) => AsyncGenerator<Figures, void, undefined>;
