import type { TokenMatrix } from '@reprise/spec';
import { withBlocks } from './memory.js';
import type { MultivectorData } from './multivector-data.js';
import { bitsOf } from './precision.js';
import { gatherRows, unitScales } from './rows.js';
import { turnedBack } from './turn-rows.js';

/** The matrix of a document by number, as it is stored; its rows all have weight 1. */
export function documentMatrix(data: MultivectorData, document: number): Promise<TokenMatrix> {
  const { kernels, rows, codebook, starts, space, dimensions, tokens, labels } = data;
  const [first, end] = [starts[document]!, starts[document + 1]!];
  return withBlocks(kernels, async (take) => {
    const selected = Uint32Array.from({ length: end - first }, (_, i) => first + i);
    const decoded = take(selected.length * rows.stride * 4);
    await gatherRows(kernels, rows, codebook, selected, decoded);
    const scales = unitScales(kernels, rows, codebook, { decoded, count: selected.length, take });
    const padded = kernels.view(decoded, Float32Array);
    const values = new Float32Array(selected.length * dimensions);
    for (let row = 0, at = 0; row < selected.length; row++) {
      const from = row * rows.stride;
      const scale = scales?.[row] ?? 1;
      for (let i = 0; i < dimensions; i++) values[at++] = padded[from + i]! * scale;
    }
    const ids = tokens && Int32Array.from(tokens.subarray(first, end));
    const names = ids && Array.from(ids, (id) => labels.get(id));
    return {
      space,
      dimensions,
      data: bitsOf(rows.precision) === undefined ? values : turnedBack(values, dimensions),
      weights: new Float32Array(selected.length).fill(1),
      ...(ids && { ids }),
      ...(names?.every((name) => name !== undefined) && { labels: names as string[] }),
    };
  });
}
