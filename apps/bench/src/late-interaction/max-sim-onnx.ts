import { InferenceSession, Tensor } from 'onnxruntime-node';
import { oneThread } from '../one-thread.js';
import { onnxGraph } from '../onnx-graph.js';
import type { MaxSimEngine, MaxSimTask } from './max-sim-task.js';

/**
 * MaxSim by a product with all rows, maxima and a weighted sum in ONNX Runtime. Documents are as long as the longest: their
 * first row fills the others up, which changes no maximum.
 */
export async function onnxMaxSim({ dimensions, query, rows, starts }: MaxSimTask): Promise<MaxSimEngine> {
  const count = starts.length - 1;
  const queryRows = query.weights.length;
  let length = 0;
  for (let i = 0; i < count; i++) length = Math.max(length, starts[i + 1]! - starts[i]!);
  const filled = new Float32Array(count * length * dimensions);
  for (let i = 0; i < count; i++) {
    const own = rows.subarray(starts[i]! * dimensions, starts[i + 1]! * dimensions);
    const target = filled.subarray(i * length * dimensions, (i + 1) * length * dimensions);
    target.set(own);
    for (let at = own.length; at < target.length; at += dimensions) target.copyWithin(at, 0, dimensions);
  }
  const session = await InferenceSession.create(graph(dimensions, queryRows, length), oneThread);
  const inputs = {
    rows: new Tensor('float32', filled, [count, length, dimensions]),
    query: new Tensor('float32', transposed(query.data, queryRows), [dimensions, queryRows]),
    weights: new Tensor('float32', query.weights, [queryRows, 1]),
  };
  return async () => {
    const { scores } = await session.run(inputs, ['scores']);
    return scores!.data as Float32Array;
  };
}

function graph(dimensions: number, queryRows: number, length: number): Uint8Array {
  const attributes = { axes: [1], keepdims: 0 };
  return onnxGraph({
    nodes: [
      { operator: 'MatMul', inputs: ['rows', 'query'], outputs: ['products'] },
      { operator: 'ReduceMax', inputs: ['products'], outputs: ['best'], attributes },
      { operator: 'MatMul', inputs: ['best', 'weights'], outputs: ['scores'] },
    ],
    inputs: [
      { name: 'rows', type: 'float32', shape: ['documents', length, dimensions] },
      { name: 'query', type: 'float32', shape: [dimensions, queryRows] },
      { name: 'weights', type: 'float32', shape: [queryRows, 1] },
    ],
    outputs: [{ name: 'scores', type: 'float32', shape: ['documents', 1] }],
  });
}

function transposed(data: Float32Array, rows: number): Float32Array {
  const columns = data.length / rows;
  return data.map((_, at) => data[(at % rows) * columns + Math.floor(at / rows)]!);
}
