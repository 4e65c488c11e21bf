/**
 * y = x·Wᵀ + b, in float32 or with int8 weights.
 *
 * int8: each output's row of W is rounded to 7 bits, with a scale of its own; 8 bits could saturate where a processor
 * adds pairs of products in 16 bits. x is rounded to 8 bits when it is known ("dynamic quantisation").
 *
 * Departure from ONNX Runtime's DynamicQuantizeLinear: each token has a scale of its own instead of one for the whole
 * batch, so that a vector does not depend on the texts beside it. It costs about a third of the speed gained.
 */
import type { GraphBuilder } from '../onnx/graph-builder.js';

export type Precision = 'f32' | 'int8';

export interface LinearLayer {
  /** Row-major [outputs, inputs], as checkpoints store it. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
}

export function linear(graph: GraphBuilder, x: string, layer: LinearLayer, precision: Precision): string {
  const { inputs, outputs } = layer;
  const bias = graph.tensor('float32', [outputs], layer.bias);
  if (precision === 'int8') return graph.node('Add', [int8Product(graph, x, layer), bias]);
  const weight = new Float32Array(layer.weight.length);
  transpose(layer.weight, weight, inputs, outputs);
  return graph.node('Add', [
    graph.node('MatMul', [x, graph.tensor('float32', [inputs, outputs], weight)]),
    bias,
  ]);
}

function int8Product(graph: GraphBuilder, x: string, { weight, inputs, outputs }: LinearLayer): string {
  const { rounded, scales } = roundRows(weight, outputs, inputs, 63);
  const columns = new Int8Array(rounded.length);
  transpose(rounded, columns, inputs, outputs);

  const largest = graph.node('ReduceMax', [graph.node('Abs', [x]), graph.integers([-1])]);
  // A row of zeros must not be divided by zero.
  const positive = graph.node('Max', [largest, graph.floats([1e-9], [])]);
  const scale = graph.node('Mul', [positive, graph.floats([1 / 127], [])]);
  const zero = graph.tensor('uint8', [], Uint8Array.of(128));
  const one = graph.floats([1], []);
  const bytes = graph.node('QuantizeLinear', [graph.node('Div', [x, scale]), one, zero]);
  const product = graph.node(
    'MatMulIntegerToFloat',
    [
      bytes,
      graph.tensor('int8', [inputs, outputs], columns),
      one,
      graph.tensor('float32', [outputs], scales),
      zero,
    ],
    { domain: 'com.microsoft' },
  );
  return graph.node('Mul', [product, scale]);
}

/** Each row to whole numbers in −`limit`…`limit`, and what one of them is worth in it. */
export function roundRows(
  values: Float32Array,
  rows: number,
  width: number,
  limit: number,
): { readonly rounded: Int8Array; readonly scales: Float32Array } {
  const rounded = new Int8Array(values.length);
  const scales = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    const from = r * width;
    let largest = 1e-9;
    for (let i = from; i < from + width; i++) largest = Math.max(largest, Math.abs(values[i]!));
    scales[r] = largest / limit;
    const factor = limit / largest;
    for (let i = from; i < from + width; i++) rounded[i] = Math.round(values[i]! * factor);
  }
  return { rounded, scales };
}

/** [outputs, inputs] to [inputs, outputs], in squares that stay in the cache. */
function transpose<A extends Float32Array | Int8Array>(
  from: A,
  to: A,
  inputs: number,
  outputs: number,
): void {
  const side = 32;
  for (let o0 = 0; o0 < outputs; o0 += side) {
    const oEnd = Math.min(o0 + side, outputs);
    for (let i0 = 0; i0 < inputs; i0 += side) {
      const iEnd = Math.min(i0 + side, inputs);
      for (let o = o0; o < oEnd; o++) {
        for (let i = i0; i < iEnd; i++) to[i * outputs + o] = from[o * inputs + i]!;
      }
    }
  }
}
