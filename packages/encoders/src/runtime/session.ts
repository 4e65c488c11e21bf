/** A model that is ready to run. Everything that runs a graph goes through this one interface. */
export interface Session {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** How many batches it can work on at once. */
  readonly lanes: number;
  readonly run: (feeds: Feeds, output: string) => Promise<OutputTensor>;
  /** Frees the model and, where there are some, its threads. Calls under way end first. */
  readonly close: () => Promise<void>;
}

/** By input name, row-major. */
export type Feeds = Readonly<Record<string, IntegerTensor>>;

export interface IntegerTensor {
  readonly data: BigInt64Array;
  readonly shape: readonly number[];
}

export interface OutputTensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A graph as bytes, with the files that it names. */
export interface Model {
  /** What messages call it. */
  readonly path: string;
  readonly graph: Uint8Array;
  readonly externalData: readonly { readonly path: string; readonly data: Uint8Array }[];
}

export interface SessionSettings {
  /** Threads that share the work of one batch. */
  readonly threads: number;
}
