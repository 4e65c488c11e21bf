/**
 * The safetensors format: 8 bytes length of the header (little-endian), the header as JSON (name → dtype, shape,
 * data_offsets), then the tensors' bytes, row-major and little-endian, without holes or overlaps.
 *
 * https://github.com/huggingface/safetensors, section "Format". Everything that the header claims is checked, as its
 * reference implementation does.
 */
import { RepriseError } from '@reprise/spec';
import { asObject, parseJson } from '../folder/read-json.js';

const bytesPerValue: ReadonlyMap<string, number> = new Map([
  ...(['F64', 'I64', 'U64'] as const).map((type) => [type, 8] as const),
  ...(['F32', 'I32', 'U32'] as const).map((type) => [type, 4] as const),
  ...(['F16', 'BF16', 'I16', 'U16'] as const).map((type) => [type, 2] as const),
  ...(['I8', 'U8', 'BOOL', 'F8_E4M3', 'F8_E5M2'] as const).map((type) => [type, 1] as const),
]);

export interface StoredTensor {
  readonly type: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Views into `file`, nothing is copied. `CORRUPT_FILE` for any lie in the header. */
export function parseSafetensors(file: Uint8Array, path: string): ReadonlyMap<string, StoredTensor> {
  const refuse = (fault: string, cause?: unknown): RepriseError =>
    new RepriseError('CORRUPT_FILE', `${path} ${fault}: fetch the file again`, {
      details: { path },
      ...(cause === undefined ? {} : { cause }),
    });
  if (file.length < 8) throw refuse('is too short for safetensors');
  const headerLength = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true));
  const start = 8 + headerLength;
  if (start > file.length) throw refuse(`claims a header of ${headerLength} bytes and ends before`);
  const header = asObject(parseJson(file.subarray(8, start), path), path);

  const tensors = new Map<string, StoredTensor>();
  const spans: (readonly [from: number, to: number])[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = asObject(entry, path);
    const width = bytesPerValue.get(dtype as string);
    if (width === undefined) throw refuse(`has the tensor ${name} of the unknown type ${String(dtype)}`);
    if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
      throw refuse(`describes the tensor ${name} wrongly`);
    }
    const [from, to] = offsets as readonly [number, number];
    const size = shape.reduce((product, length) => product * length, width);
    if (to - from !== size || start + to > file.length) {
      throw refuse(`gives the tensor ${name} bytes ${from} to ${to}, which do not fit its shape or the file`);
    }
    spans.push([from, to]);
    tensors.set(name, { type: dtype as string, shape, bytes: file.subarray(start + from, start + to) });
  }
  spans.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let end = 0;
  for (const [from, to] of spans) {
    if (from !== end) throw refuse('has tensors that overlap or leave holes');
    end = to;
  }
  if (start + end !== file.length) throw refuse('has bytes that belong to no tensor');
  return tensors;
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length <= 8 && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
