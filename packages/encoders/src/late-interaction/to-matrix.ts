import { RepriseError, type TokenMatrix } from '@reprise/spec';
import type { OutputTensor } from '../runtime/session.js';

export interface RowSettings {
  readonly space: string;
  readonly tokenOf: (id: number) => string | undefined;
  /** What messages call the model. */
  readonly path: string;
}

/**
 * The rows of one text, those at `kept`, of row `row` of a batch: each divided by its length. `ids` are the text's tokens
 * with what fills them up.
 */
export function toMatrix(
  { data, shape }: OutputTensor,
  row: number,
  ids: readonly number[],
  kept: readonly number[],
  { space, tokenOf, path }: RowSettings,
): TokenMatrix {
  const [, sequence = 0, dimensions = 0] = shape;
  const rows = new Float32Array(kept.length * dimensions);
  kept.forEach((position, r) => {
    const from = (row * sequence + position) * dimensions;
    let square = 0;
    for (let d = 0; d < dimensions; d++) square += data[from + d]! ** 2;
    if (!Number.isFinite(square)) {
      throw new RepriseError(
        'CORRUPT_FILE',
        `${path} made a row that is not finite: its weights are broken`,
        {
          details: { path, offset: position, value: square },
        },
      );
    }
    // A row of zeros stays what it is: it has no direction.
    const length = Math.sqrt(square) || 1;
    for (let d = 0; d < dimensions; d++) rows[r * dimensions + d] = data[from + d]! / length;
  });
  return {
    space,
    dimensions,
    data: rows,
    weights: new Float32Array(kept.length).fill(1),
    ids: Int32Array.from(kept, (position) => ids[position]!),
    labels: kept.map((position) => tokenOf(ids[position]!) ?? ''),
  };
}
