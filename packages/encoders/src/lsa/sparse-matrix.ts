/** A sparse matrix in rows: row `r` holds `values[i]` in column `columns[i]` for `offsets[r] <= i < offsets[r + 1]`. */
export interface SparseMatrix {
  readonly rows: number;
  readonly width: number;
  readonly offsets: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float64Array;
}

/** `A·X`, where `X` has `count` columns; dense matrices lie row by row. */
export function times(matrix: SparseMatrix, x: Float64Array, count: number): Float64Array {
  const { rows, offsets, columns, values } = matrix;
  const product = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    const to = row * count;
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const from = columns[i]! * count;
      const value = values[i]!;
      for (let c = 0; c < count; c++) product[to + c]! += value * x[from + c]!;
    }
  }
  return product;
}

/** `Aᵀ·X`. */
export function transposedTimes(matrix: SparseMatrix, x: Float64Array, count: number): Float64Array {
  const { rows, width, offsets, columns, values } = matrix;
  const product = new Float64Array(width * count);
  for (let row = 0; row < rows; row++) {
    const from = row * count;
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const to = columns[i]! * count;
      const value = values[i]!;
      for (let c = 0; c < count; c++) product[to + c]! += value * x[from + c]!;
    }
  }
  return product;
}
