import { RepriseError } from '@reprise/spec';
import type { StoredTensor } from './parse-safetensors.js';
import { widenHalf } from './widen-half.js';

/** float32 of a stored F32, F16 or BF16 tensor; `UNSUPPORTED_FORMAT` for others, `CORRUPT_FILE` for NaN or infinity. */
export function toFloats(tensor: StoredTensor, name: string, path: string): Float32Array {
  const floats = widen(tensor, name, path);
  for (let i = 0; i < floats.length; i++) {
    if (!Number.isFinite(floats[i]!)) {
      throw new RepriseError(
        'CORRUPT_FILE',
        `the tensor ${name} of ${path} holds ${floats[i]} at ${i}: weights must be finite`,
        { details: { path, tensor: name, offset: i } },
      );
    }
  }
  return floats;
}

function widen({ type, bytes }: StoredTensor, name: string, path: string): Float32Array {
  if (type === 'F32') return new Float32Array(new Uint8Array(bytes).buffer);
  if (type !== 'F16' && type !== 'BF16') {
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `the tensor ${name} of ${path} has the type ${type}: F32, F16 and BF16 are read`,
      { details: { path, tensor: name, value: type } },
    );
  }
  const words = new Uint16Array(new Uint8Array(bytes).buffer);
  const bits = new Uint32Array(words.length);
  if (type === 'BF16') for (let i = 0; i < bits.length; i++) bits[i] = words[i]! << 16;
  else for (let i = 0; i < bits.length; i++) bits[i] = widenHalf(words[i]!);
  return new Float32Array(bits.buffer);
}
