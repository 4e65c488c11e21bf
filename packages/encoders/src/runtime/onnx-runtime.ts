import { RepriseError } from '@reprise/spec';

/**
 * What is used of ONNX Runtime's JavaScript interface, the same in `onnxruntime-node` and `onnxruntime-web`. In the
 * form of methods, since theirs take narrower types than these say.
 */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: OnnxSessionOptions): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: 'int64', data: BigInt64Array, shape: readonly number[]) => unknown;
}

export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Record<string, never>, outputs: readonly string[]): Promise<Record<string, unknown>>;
  release(): Promise<void>;
}

export interface OnnxSessionOptions {
  intraOpNumThreads?: number;
  interOpNumThreads?: number;
  graphOptimizationLevel?: 'disabled' | 'basic' | 'extended' | 'all';
  logSeverityLevel?: 0 | 1 | 2 | 3 | 4;
  externalData?: readonly { path: string; data: Uint8Array }[];
}

/** Loads `onnxruntime-node` where the caller gives no runtime. `NOT_FOUND` where it is not installed. */
export async function loadRuntime(): Promise<OnnxRuntime> {
  // The name is a variable so that a bundler for browsers, which has no use for it, does not look for it.
  const name = 'onnxruntime-node';
  try {
    const loaded = (await import(/* @vite-ignore */ name)) as OnnxRuntime & {
      readonly default?: OnnxRuntime;
    };
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new RepriseError(
      'NOT_FOUND',
      'onnxruntime-node cannot be loaded: npm install onnxruntime-node, or give onnxruntime-web as the option runtime',
      { details: { package: name }, cause },
    );
  }
}
