/** What a peer's graph is made of, in ONNX's protobuf: field numbers are those of onnx.proto. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: 'float32' | 'int64';
  /** A size, or a name for one that is not known yet. */
  readonly shape: readonly (string | number)[];
}

const typeNumbers = { float32: 1, int64: 7 } as const;

/** The model as a file has it, of operator set 17. */
export function onnxGraph({ nodes, inputs, outputs }: OnnxGraph): Uint8Array {
  const parts = [
    ...nodes.map((part) => bytes(1, node(part))),
    bytes(2, text('search')),
    ...inputs.map((part) => bytes(11, value(part))),
    ...outputs.map((part) => bytes(12, value(part))),
  ];
  return Buffer.concat([integer(1, 8), bytes(7, Buffer.concat(parts)), bytes(8, integer(2, 17))]);
}

function node({ operator, inputs, outputs, attributes = {} }: OnnxNode): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => bytes(1, text(name))),
    ...outputs.map((name) => bytes(2, text(name))),
    bytes(4, text(operator)),
    ...Object.entries(attributes).map(([name, given]) =>
      bytes(
        5,
        typeof given === 'number'
          ? Buffer.concat([bytes(1, text(name)), integer(3, given), integer(20, 2)])
          : Buffer.concat([bytes(1, text(name)), ...given.map((one) => integer(8, one)), integer(20, 7)]),
      ),
    ),
  ]);
}

function value({ name, type, shape }: OnnxValue): Buffer {
  const dimensions = shape.map((size) =>
    bytes(1, typeof size === 'number' ? integer(1, size) : bytes(2, text(size))),
  );
  const form = Buffer.concat([integer(1, typeNumbers[type]), bytes(2, Buffer.concat(dimensions))]);
  return Buffer.concat([bytes(1, text(name)), bytes(2, bytes(1, form))]);
}

const text = (characters: string): Buffer => Buffer.from(characters);

const integer = (field: number, number: number): Buffer =>
  Buffer.concat([variable(field * 8), variable(number)]);

const bytes = (field: number, content: Uint8Array): Buffer =>
  Buffer.concat([variable(field * 8 + 2), variable(content.length), content]);

/** Seven bits a byte, the lowest first; the highest bit says that more follow. */
function variable(number: number): Buffer {
  const groups: number[] = [];
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...groups, rest]);
    groups.push((rest % 128) + 128);
  }
}
