/** Writes an ONNX model: nodes in the order given, tensors inside. Field numbers are those of onnx.proto3. */
import {
  bytesField,
  floatField,
  integerField,
  join,
  type Message,
  messageField,
  textField,
} from './write-protobuf.js';

/** TensorProto.DataType */
const types = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9 } as const;
export type TensorType = keyof typeof types;

/** Numbers are written as int64; a float is said to be one. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Default: ONNX's own operators. */
  readonly domain?: 'com.microsoft';
}

export interface ValueInfo {
  readonly name: string;
  readonly type: TensorType;
  /** A string names a dimension that is free. */
  readonly shape: readonly (number | string)[];
}

export interface GraphBuilder {
  /** Adds a node and returns the name of its output; `''` leaves an input out. */
  readonly node: (operator: string, inputs: readonly string[], options?: NodeOptions) => string;
  readonly tensor: (type: TensorType, shape: readonly number[], data: ArrayBufferView) => string;
  readonly floats: (values: readonly number[], shape?: readonly number[]) => string;
  readonly integers: (values: readonly number[], shape?: readonly number[]) => string;
  /** The whole model, with `result` as its output. */
  readonly finish: (inputs: readonly ValueInfo[], result: string, output: ValueInfo) => Uint8Array;
}

export function graphBuilder(): GraphBuilder {
  const nodeMessages: Message[] = [];
  const tensorMessages: Message[] = [];
  let count = 0;
  const freshName = (kind: string): string => `${kind}_${count++}`;

  const node: GraphBuilder['node'] = (operator, inputs, options = {}) => {
    const { attributes = {}, domain } = options;
    const result = freshName(operator);
    nodeMessages.push(
      messageField(
        1,
        ...inputs.map((input) => textField(1, input)),
        textField(2, result),
        textField(3, result),
        textField(4, operator),
        ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
        domain === undefined ? [] : textField(7, domain),
      ),
    );
    return result;
  };
  const tensor: GraphBuilder['tensor'] = (type, shape, data) => {
    const name = freshName('tensor');
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    tensorMessages.push(
      messageField(
        5,
        ...shape.map((length) => integerField(1, length)),
        integerField(2, types[type]),
        textField(8, name),
        bytesField(9, bytes),
      ),
    );
    return name;
  };

  return Object.freeze({
    node,
    tensor,
    floats: (values, shape = [values.length]) => tensor('float32', shape, Float32Array.from(values)),
    integers: (values, shape = [values.length]) =>
      tensor(
        'int64',
        shape,
        BigInt64Array.from(values, (value) => BigInt(value)),
      ),
    finish: (inputs, result, output) => {
      const last = messageField(1, textField(1, result), textField(2, output.name), textField(4, 'Identity'));
      const graph = messageField(
        7,
        ...nodeMessages,
        last,
        textField(2, 'encoder'),
        ...tensorMessages,
        ...inputs.map((input) => valueInfo(11, input)),
        valueInfo(12, output),
      );
      const irVersion = integerField(1, 9);
      const standard = messageField(8, textField(1, ''), integerField(2, 20));
      const contributed = messageField(8, textField(1, 'com.microsoft'), integerField(2, 1));
      return join([...irVersion, ...textField(2, 'reprise'), ...graph, ...standard, ...contributed]);
    },
  } satisfies GraphBuilder);
}

function attribute(name: string, value: Attribute): Message {
  const typed =
    typeof value === 'number'
      ? [integerField(3, value), integerField(20, 2)]
      : typeof value === 'string'
        ? [textField(4, value), integerField(20, 3)]
        : 'float' in value
          ? [floatField(2, value.float), integerField(20, 1)]
          : [...value.map((item) => integerField(8, item)), integerField(20, 7)];
  return messageField(5, textField(1, name), ...typed);
}

function valueInfo(field: number, { name, type, shape }: ValueInfo): Message {
  const dimensions = shape.map((length) =>
    messageField(1, typeof length === 'string' ? textField(2, length) : integerField(1, length)),
  );
  const tensorType = messageField(1, integerField(1, types[type]), messageField(2, ...dimensions));
  return messageField(field, textField(1, name), messageField(2, tensorType));
}
