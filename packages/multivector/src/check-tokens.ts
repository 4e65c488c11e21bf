import { euclideanNorm } from '@reprise/kernels';
import { RepriseError, type TokenMatrix } from '@reprise/spec';

/** What all matrices of an index have in common; empty and 0 while there is none. */
export interface Shape {
  readonly space: string;
  readonly dimensions: number;
}

/** What half precision holds. Within it no score can overflow, whatever the precision of an index. */
const largest = 65504;

/** How far the length of a row that counts as 1 may be from it: rounding to half precision, say. */
const lengthTolerance = 1e-3;

/**
 * Refuses what is no matrix of this shape; `what` names it, such as `query "q1"`. An empty index (no dimensions) takes
 * any shape.
 */
export function checkTokens(tokens: unknown, shape: Shape, what: string): TokenMatrix {
  const { space, dimensions, data, weights, ids, labels }: { [P in keyof TokenMatrix]?: unknown } =
    Object(tokens);
  if (
    typeof space !== 'string' ||
    space === '' ||
    !(data instanceof Float32Array) ||
    !(weights instanceof Float32Array) ||
    !Number.isInteger(dimensions) ||
    (dimensions as number) < 1
  ) {
    throw invalid(
      `${what} has no token matrix: give { space, dimensions, data: Float32Array, weights: Float32Array }`,
      tokens,
    );
  }
  const rows = weights.length;
  if (data.length !== rows * (dimensions as number)) {
    throw invalid(
      `${what} has ${data.length} numbers in ${rows} rows of ${String(dimensions)}: give ${rows * (dimensions as number)}`,
      data.length,
    );
  }
  if (
    ids !== undefined &&
    !(ids instanceof Int32Array && ids.length === rows && ids.every((id) => id >= 0))
  ) {
    throw invalid(
      `${what} has ids that are no Int32Array of ${rows} numbers of at least 0: give one a row, or none`,
      ids,
    );
  }
  if (
    labels !== undefined &&
    !(Array.isArray(labels) && labels.length === rows && labels.every((label) => typeof label === 'string'))
  ) {
    throw invalid(`${what} has labels that are no array of ${rows} strings: give one a row, or none`, labels);
  }
  checkNumbers(data, 'number', what);
  checkNumbers(weights, 'weight', what);
  if (shape.dimensions !== 0) {
    if (space !== shape.space) {
      throw new RepriseError(
        'SPACE_MISMATCH',
        `${what} lies in the space ${space} and the index in ${shape.space}: use the encoder that made the index`,
        { details: { found: space, expected: shape.space } },
      );
    }
    if (dimensions !== shape.dimensions) {
      throw new RepriseError(
        'DIMENSION_MISMATCH',
        `${what} has ${String(dimensions)} dimensions and the index ${shape.dimensions}: use the encoder that made the index`,
        { details: { found: dimensions, expected: shape.dimensions } },
      );
    }
  }
  return tokens as TokenMatrix;
}

/** A document has rows, which are not weighted: MaxSim weighs the rows of the query alone. */
export function checkDocumentTokens(tokens: unknown, shape: Shape, what: string): TokenMatrix {
  const matrix = checkTokens(tokens, shape, what);
  if (matrix.weights.length === 0) {
    throw invalid(`${what} has no token rows: leave it out, as no query can find it`, 0);
  }
  const weight = matrix.weights.find((value) => value !== 1);
  if (weight !== undefined) {
    throw invalid(
      `${what} has a row of weight ${weight}: give 1 for all, as MaxSim weighs the rows of queries alone`,
      weight,
    );
  }
  return matrix;
}

/** Whether all rows have length 1. */
export function areUnit(rows: Float32Array, dimensions: number): boolean {
  for (let at = 0; at < rows.length; at += dimensions) {
    if (!(Math.abs(euclideanNorm(rows.subarray(at, at + dimensions)) - 1) <= lengthTolerance)) return false;
  }
  return true;
}

/** Brings rows to length 1, but for those that are all 0. */
export function toUnit(rows: Float32Array, dimensions: number): void {
  for (let at = 0; at < rows.length; at += dimensions) {
    const length = euclideanNorm(rows.subarray(at, at + dimensions));
    if (length === 0) continue;
    for (let i = at; i < at + dimensions; i++) rows[i]! /= length;
  }
}

function checkNumbers(numbers: Float32Array, name: string, what: string): void {
  for (let i = 0; i < numbers.length; i++) {
    if (Math.abs(numbers[i]!) <= largest) continue;
    throw invalid(
      `${what} has the ${name} ${numbers[i]} at ${i}: give finite ones from -${largest} to ${largest}`,
      numbers[i],
    );
  }
}

const invalid = (message: string, value: unknown): RepriseError =>
  new RepriseError('INVALID_INPUT', message, { details: { value } });
