/** What follows the transformer: pooling, then any of dense, layer norm and normalisation, as sentence-transformers has them. */
import type { PoolingMode } from './pool.js';

/** A module as a folder or a preset says it. */
export type ModuleSettings =
  | {
      readonly type: 'pooling';
      readonly modes: readonly PoolingMode[];
      /** Whether the tokens of a prompt count too. Default true. */
      readonly includePrompt?: boolean;
      /** Rows at the start that never count. Default 0. */
      readonly skip?: number;
    }
  | ({ readonly type: 'dense'; readonly activation: 'identity' | 'tanh' | 'relu' } & TensorPlace)
  | ({ readonly type: 'layerNorm' } & TensorPlace)
  | { readonly type: 'normalize' };

/** Where a module's tensors lie: `<name>.weight` and perhaps `<name>.bias` of a safetensors file. */
export interface TensorPlace {
  readonly file: string;
  readonly name: string;
}

/** Vector in, vector out. */
export type VectorModule = (vector: Float64Array) => Float64Array;

/** y = f(W·x + b), W row-major [outputs, inputs]. */
export function denseModule(
  weight: Float32Array,
  bias: Float32Array | undefined,
  activation: 'identity' | 'tanh' | 'relu',
): (vector: Float64Array) => Float64Array {
  return (vector) => {
    const inputs = vector.length;
    return Float64Array.from({ length: weight.length / inputs }, (_, o) => {
      let sum = bias?.[o] ?? 0;
      for (let i = 0; i < inputs; i++) sum += weight[o * inputs + i]! * vector[i]!;
      return activation === 'tanh' ? Math.tanh(sum) : activation === 'relu' ? Math.max(0, sum) : sum;
    });
  };
}

/** y = (x − mean) / √(variance + ε)·weight + bias, ε = 1e-5 as in PyTorch. */
export function layerNormModule(weight: Float32Array, bias: Float32Array): VectorModule {
  return (vector) => {
    const mean = vector.reduce((sum, value) => sum + value, 0) / vector.length;
    const variance = vector.reduce((sum, value) => sum + (value - mean) ** 2, 0) / vector.length;
    const deviation = Math.sqrt(variance + 1e-5);
    return vector.map((value, i) => ((value - mean) / deviation) * weight[i]! + bias[i]!);
  };
}

/** To length 1; a vector of zeros stays. */
export function normalizeModule(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}
