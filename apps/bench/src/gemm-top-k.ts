import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Rows of the best `k` for each query, by one matrix product and one selection in ONNX Runtime, on one thread. */
export type GemmTopK = (queries: Float32Array, count: number) => Promise<number[][]>;

export async function gemmTopK(documents: Float32Array, dimensions: number, k: number): Promise<GemmTopK> {
  const session = await InferenceSession.create(graph(dimensions), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const rows = new Tensor('float32', documents, [documents.length / dimensions, dimensions]);
  const best = new Tensor('int64', BigInt64Array.of(BigInt(k)), [1]);
  return async (queries, count) => {
    const asked = new Tensor('float32', queries, [count, dimensions]);
    const { found } = await session.run({ queries: asked, rows, best }, ['found']);
    const numbers = Array.from(found!.data as BigInt64Array, Number);
    return Array.from({ length: count }, (_, q) => numbers.slice(q * k, (q + 1) * k));
  };
}

/** The graph in ONNX's protobuf: field numbers are those of onnx.proto. */
function graph(dimensions: number): Uint8Array {
  const product = node('Gemm', ['queries', 'rows'], ['scores'], { transB: 1 });
  const selection = node('TopK', ['scores', 'best'], ['values', 'found'], { axis: 1 });
  const inputs = [
    tensor('queries', 1, ['batch', dimensions]),
    tensor('rows', 1, ['count', dimensions]),
    tensor('best', 7, [1]),
  ];
  const outputs = [tensor('found', 7, ['batch', 'k'])];
  const parts = [
    ...[product, selection].map((part) => bytes(1, part)),
    bytes(2, text('search')),
    ...inputs.map((part) => bytes(11, part)),
    ...outputs.map((part) => bytes(12, part)),
  ];
  return Buffer.concat([integer(1, 8), bytes(7, Buffer.concat(parts)), bytes(8, integer(2, 17))]);
}

function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, number>>,
): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => bytes(1, text(name))),
    ...outputs.map((name) => bytes(2, text(name))),
    bytes(4, text(operator)),
    ...Object.entries(attributes).map(([name, value]) =>
      bytes(5, Buffer.concat([bytes(1, text(name)), integer(3, value), integer(20, 2)])),
    ),
  ]);
}

/** `type` 1 is float32, 7 int64; a dimension is a number or a name. */
function tensor(name: string, type: number, shape: readonly (string | number)[]): Buffer {
  const dimensions = shape.map((size) =>
    bytes(1, typeof size === 'number' ? integer(1, size) : bytes(2, text(size))),
  );
  const form = Buffer.concat([integer(1, type), bytes(2, Buffer.concat(dimensions))]);
  return Buffer.concat([bytes(1, text(name)), bytes(2, bytes(1, form))]);
}

const text = (value: string): Buffer => Buffer.from(value);

const integer = (field: number, value: number): Buffer =>
  Buffer.concat([variable(field * 8), variable(value)]);

const bytes = (field: number, value: Uint8Array): Buffer =>
  Buffer.concat([variable(field * 8 + 2), variable(value.length), value]);

/** Seven bits a byte, the lowest first; the highest bit says that more follow. */
function variable(value: number): Buffer {
  const groups: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...groups, rest]);
    groups.push((rest % 128) + 128);
  }
}
