/**
 * Looks through an ONNX file before any runtime sees it: operators of the standard and of ONNX Runtime alone, tensors
 * whose bytes fit their shape and hold no NaN, and external data that lies inside the model's folder. Field numbers
 * are those of onnx.proto3.
 */
import { RepriseError } from '@reprise/spec';
import { checkInside } from '../folder/inside.js';
import { readFields } from './read-protobuf.js';

/** What ONNX Runtime itself brings; any other domain would need code from somewhere else. */
const knownDomains = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']);

/** Messages inside messages, by field number: what each kind may hold of the others. */
const children = {
  model: { 7: 'graph', 25: 'function' },
  function: { 7: 'node' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparseTensor' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparseTensor', 23: 'sparseTensor' },
  sparseTensor: { 1: 'tensor', 2: 'tensor' },
  tensor: {},
} as const;
type Kind = keyof typeof children;

/** The field of a node that names its operator's domain. */
const domainField = 7;

/** Bytes of a tensor outside the ONNX file. */
export interface ExternalTensor {
  /** Relative to the ONNX file, inside its folder. */
  readonly location: string;
  readonly offset: number;
  readonly length: number;
  readonly type: number;
}

/** The tensors outside of the file. `CORRUPT_FILE` or `UNSUPPORTED_FORMAT` for a file that must not be opened. */
export function checkOnnx(file: Uint8Array, path: string): readonly ExternalTensor[] {
  const external: ExternalTensor[] = [];
  let graphs = 0;
  const visit = (message: Uint8Array, kind: Kind, depth: number): void => {
    if (depth > 64) throw refusal('CORRUPT_FILE', path, 'nests graphs more than 64 deep');
    if (kind === 'graph') graphs++;
    if (kind === 'tensor') {
      const outside = checkTensor(message, path);
      if (outside !== undefined) external.push(outside);
      return;
    }
    for (const { number, value } of readFields(message, path)) {
      if (!(value instanceof Uint8Array)) continue;
      if (kind === 'node' && number === domainField) checkDomain(value, path);
      const child = (children[kind] as Readonly<Record<number, Kind>>)[number];
      if (child !== undefined) visit(value, child, depth + 1);
    }
  };
  visit(file, 'model', 0);
  if (graphs === 0) throw refusal('CORRUPT_FILE', path, 'holds no graph');
  return external;
}

function checkDomain(name: Uint8Array, path: string): void {
  const domain = textOf(name);
  if (knownDomains.has(domain)) return;
  throw refusal('UNSUPPORTED_FORMAT', path, `wants operators of the domain ${JSON.stringify(domain)}`);
}

/** Refuses the part of `bytes`, a file that an ONNX file names, where it is too short or holds NaN. */
export function checkExternal({ location, offset, length, type }: ExternalTensor, bytes: Uint8Array): void {
  if (offset + length > bytes.length) {
    throw refusal('CORRUPT_FILE', location, `ends before the ${length} bytes at ${offset} of a tensor`);
  }
  checkNoNaN(bytes.subarray(offset, offset + length), type, location);
}

/** Returns where the tensor's data lies, undefined where it is inside. */
function checkTensor(message: Uint8Array, path: string): ExternalTensor | undefined {
  let type = 0;
  let values = 1n;
  let isExternal = false;
  let raw: Uint8Array | undefined;
  const entries = new Map<string, string>();
  for (const { number, value } of readFields(message, path)) {
    if (number === 1) {
      for (const length of value instanceof Uint8Array ? packed(value, path) : [value]) {
        if (length >= 2n ** 31n) throw refusal('CORRUPT_FILE', path, `has a tensor of length ${length}`);
        values *= length;
      }
    } else if (typeof value === 'bigint') {
      if (number === 2) type = Number(value);
      if (number === 14) isExternal = value === 1n;
    } else if (number === 9) raw = value;
    else if (number === 4) checkNoNaN(value, float32, path);
    else if (number === 13) entries.set(...entryOf(value, path));
  }
  const bits = bitsPerValue.get(type);
  const expected = bits === undefined ? undefined : Number((values * BigInt(bits) + 7n) / 8n);
  if (isExternal) {
    const location = checkInside(entries.get('location') ?? '', path);
    const offset = Number(entries.get('offset') ?? 0);
    const length = Number(entries.get('length') ?? expected);
    if (!Number.isSafeInteger(offset) || offset < 0 || length !== expected) {
      throw refusal('CORRUPT_FILE', path, `has ${length} bytes at ${offset} of ${location} for ${expected}`);
    }
    return { location, offset, length, type };
  }
  if (raw === undefined || expected === undefined) return undefined;
  if (raw.length !== expected) {
    throw refusal('CORRUPT_FILE', path, `has a tensor of ${values} values in ${raw.length} bytes`);
  }
  checkNoNaN(raw, type, path);
  return undefined;
}

const float32 = 1;
const float16 = 10;

/** By TensorProto.DataType; text and complex numbers are left out, no encoder's weights are such. */
const bitsPerValue: ReadonlyMap<number, number> = new Map([
  ...[2, 3, 9, 17, 18, 19, 20].map((type) => [type, 8] as const),
  ...[4, 5, 10, 16].map((type) => [type, 16] as const),
  ...[1, 6, 12].map((type) => [type, 32] as const),
  ...[7, 11, 13].map((type) => [type, 64] as const),
  ...[21, 22].map((type) => [type, 4] as const),
]);

/** Infinity passes: masks are made of it. Copies, since bytes of a message need not be aligned. */
function checkNoNaN(bytes: Uint8Array, type: number, path: string): void {
  if (type !== float32 && type !== float16) return;
  const whole = new Uint8Array(bytes.length - (bytes.length % 4));
  whole.set(bytes.subarray(0, whole.length));
  const hasNaN =
    type === float32
      ? new Float32Array(whole.buffer).some((value) => Number.isNaN(value))
      : new Uint16Array(whole.buffer).some((half) => (half & 0x7fff) > 0x7c00);
  if (hasNaN) throw refusal('CORRUPT_FILE', path, 'has weights that are not numbers');
}

/** Key and value of a StringStringEntryProto. */
function entryOf(entry: Uint8Array, path: string): [key: string, value: string] {
  const parts = ['', ''] as [string, string];
  for (const { number, value } of readFields(entry, path)) {
    if (value instanceof Uint8Array && (number === 1 || number === 2)) parts[number - 1] = textOf(value);
  }
  return parts;
}

function* packed(bytes: Uint8Array, path: string): Generator<bigint> {
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte >= 128) continue;
    yield BigInt.asUintN(64, value);
    value = 0n;
    shift = 0n;
  }
  if (shift !== 0n) throw refusal('CORRUPT_FILE', path, 'ends inside a number');
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function refusal(code: 'CORRUPT_FILE' | 'UNSUPPORTED_FORMAT', path: string, fault: string): RepriseError {
  const remedy = code === 'CORRUPT_FILE' ? 'fetch it again' : 'export the model without them';
  return new RepriseError(code, `${path} ${fault}: ${remedy}`, { details: { path } });
}
