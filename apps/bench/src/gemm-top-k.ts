import { InferenceSession, Tensor } from 'onnxruntime-node';
import { oneThread } from './one-thread.js';
import { onnxGraph } from './onnx-graph.js';

/** Rows of the best `k` for each query, by one matrix product and one selection in ONNX Runtime, on one thread. */
export type GemmTopK = (queries: Float32Array, count: number) => Promise<number[][]>;

export async function gemmTopK(documents: Float32Array, dimensions: number, k: number): Promise<GemmTopK> {
  const session = await InferenceSession.create(graph(dimensions), oneThread);
  const rows = new Tensor('float32', documents, [documents.length / dimensions, dimensions]);
  const best = new Tensor('int64', BigInt64Array.of(BigInt(k)), [1]);
  return async (queries, count) => {
    const asked = new Tensor('float32', queries, [count, dimensions]);
    const { found } = await session.run({ queries: asked, rows, best }, ['found']);
    const numbers = Array.from(found!.data as BigInt64Array, Number);
    return Array.from({ length: count }, (_, q) => numbers.slice(q * k, (q + 1) * k));
  };
}

function graph(dimensions: number): Uint8Array {
  return onnxGraph({
    nodes: [
      { operator: 'Gemm', inputs: ['queries', 'rows'], outputs: ['scores'], attributes: { transB: 1 } },
      {
        operator: 'TopK',
        inputs: ['scores', 'best'],
        outputs: ['values', 'found'],
        attributes: { axis: 1 },
      },
    ],
    inputs: [
      { name: 'queries', type: 'float32', shape: ['batch', dimensions] },
      { name: 'rows', type: 'float32', shape: ['count', dimensions] },
      { name: 'best', type: 'int64', shape: [1] },
    ],
    outputs: [{ name: 'found', type: 'int64', shape: ['batch', 'k'] }],
  });
}
