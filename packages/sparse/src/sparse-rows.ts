/**
 * A sparse matrix, row after row: row `r` holds `weights[i]` in column `columns[i]` for
 * `offsets[r] <= i < offsets[r + 1]`, its columns ascending.
 *
 * Term vectors (documents × terms) and postings (terms × documents) are both of this form. Weights are float32: a
 * term frequency up to 2²⁴ is exact in it, and the impacts of learned sparse models need no other layout.
 */
export interface SparseRows {
  readonly offsets: Uint32Array;
  readonly columns: Uint32Array;
  readonly weights: Float32Array;
}

/**
 * Turns rows into columns by a counting sort. `order[i]` is the row of `rows` that becomes column `i` of the result;
 * rows that it leaves out are dropped. Columns of `rows` need not be in order: those of the result are.
 */
export async function transpose(
  rows: SparseRows,
  order: Uint32Array,
  width: number,
  pace: () => Promise<void> | undefined,
): Promise<SparseRows> {
  const offsets = new Uint32Array(width + 1);
  for (const row of order) {
    for (let i = rows.offsets[row]!; i < rows.offsets[row + 1]!; i++) offsets[rows.columns[i]! + 1]!++;
    const pause = pace();
    if (pause) await pause;
  }
  for (let r = 0; r < width; r++) offsets[r + 1]! += offsets[r]!;
  const next = offsets.slice(0, width);
  const columns = new Uint32Array(offsets[width]!);
  const weights = new Float32Array(offsets[width]!);
  for (let column = 0; column < order.length; column++) {
    const row = order[column]!;
    for (let i = rows.offsets[row]!; i < rows.offsets[row + 1]!; i++) {
      const at = next[rows.columns[i]!]!++;
      columns[at] = column;
      weights[at] = rows.weights[i]!;
    }
    const pause = pace();
    if (pause) await pause;
  }
  return { offsets, columns, weights };
}

/** The sum of every row, taken from left to right in float64. */
export function rowSums({ offsets, weights }: SparseRows): Float64Array {
  return Float64Array.from({ length: offsets.length - 1 }, (_, row) => {
    let sum = 0;
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) sum += weights[i]!;
    return sum;
  });
}
