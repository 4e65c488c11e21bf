import type { NumberType } from './number-type.js';

/** What the beginning of a file says of its matrix, whose numbers follow row by row. */
export interface MatrixHeader {
  readonly rows: number;
  readonly dimensions: number;
  readonly type: NumberType;
  /** Bytes to pass over before the first row. */
  readonly skip: number;
  /** Bytes that follow the last row; absent where the file ends there. */
  readonly after?: number;
}

/** More would be no vector: a guard against headers that lie. */
const mostDimensions = 65_536;

/** The shape of a matrix of vectors, or what is wrong with it. */
export function matrixShape(
  shape: readonly unknown[],
): { readonly rows: number; readonly dimensions: number } | string {
  const [rows, dimensions] = shape as readonly number[];
  const whole = (value: number | undefined): value is number =>
    Number.isSafeInteger(value) && (value as number) >= 0;
  if (
    shape.length !== 2 ||
    !whole(rows) ||
    !whole(dimensions) ||
    dimensions < 1 ||
    dimensions > mostDimensions
  ) {
    return `a matrix of vectors with 1 to ${mostDimensions} dimensions`;
  }
  return { rows, dimensions };
}
