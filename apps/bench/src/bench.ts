/** A table of what was measured. Units stand in the names of the columns. */
export interface Figures {
  readonly title: string;
  /** How to read it, where the columns do not say it all. */
  readonly notes?: readonly string[];
  readonly rows: readonly Readonly<Record<string, string | number>>[];
}

export interface BenchOptions {
  /** Number of synthetic documents. */
  readonly documents: number;
  /** Size of the file that is streamed, in MiB. */
  readonly mebibytes: number;
  /** How many real texts are encoded. */
  readonly texts: number;
  /** Whether peers are measured too. */
  readonly peers: boolean;
  /** A folder with a node_modules of its own, where peers are that are too heavy to come with the bench. */
  readonly peerFolder?: string;
}

/** Gives each table as soon as it is measured. */
export type Bench = (options: BenchOptions) => AsyncGenerator<Figures, void, undefined>;
