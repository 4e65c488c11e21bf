import { RepriseError } from '@reprise/spec';
import { widenHalf } from '../safetensors/widen-half.js';
import type { OnnxRuntime } from './onnx-runtime.js';
import type { Feeds, Model, OutputTensor, Session, SessionSettings } from './session.js';

/** A session on the caller's thread. `CORRUPT_FILE` where ONNX Runtime refuses the model. */
export async function openSession(
  runtime: OnnxRuntime,
  model: Model,
  { threads }: SessionSettings,
): Promise<Session> {
  const session = await runtime.InferenceSession.create(model.graph, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    // Errors arrive as exceptions; anything less would be printed.
    logSeverityLevel: 4,
    ...(model.externalData.length === 0 ? {} : { externalData: model.externalData }),
  }).catch((cause: unknown) => {
    throw runtimeError(model.path, cause);
  });
  const run = async (feeds: Feeds, output: string): Promise<OutputTensor> => {
    const tensors: Record<string, unknown> = {};
    for (const [name, { data, shape }] of Object.entries(feeds)) {
      tensors[name] = new runtime.Tensor('int64', data, shape);
    }
    const results = await session.run(tensors as Record<string, never>, [output]).catch((cause: unknown) => {
      throw runtimeError(model.path, cause);
    });
    return outputOf(results[output], output, model.path);
  };
  return Object.freeze({
    inputs: session.inputNames,
    outputs: session.outputNames,
    lanes: 1,
    run,
    close: () => session.release(),
  });
}

export function runtimeError(path: string, cause: unknown): RepriseError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RepriseError('CORRUPT_FILE', `ONNX Runtime refuses ${path}: ${reason}`, {
    details: { path },
    cause,
  });
}

function outputOf(value: unknown, name: string, path: string): OutputTensor {
  const { type, data, dims } = value as { type: string; data: unknown; dims: readonly number[] };
  if (type === 'float32') return { data: data as Float32Array, shape: dims };
  if (type === 'float16' && data instanceof Uint16Array) {
    return { data: new Float32Array(Uint32Array.from(data, widenHalf).buffer), shape: dims };
  }
  if (type === 'float16') return { data: Float32Array.from(data as ArrayLike<number>), shape: dims };
  throw new RepriseError(
    'UNSUPPORTED_FORMAT',
    `the output ${name} of ${path} is of the type ${type}: export floats`,
    {
      details: { path, value: type },
    },
  );
}
