import { optionError } from '@reprise/spec';

/** How near two vectors are: inner product, cosine of their angle, or −(distance)². Higher is nearer. */
export type Similarity = 'dot' | 'cosine' | 'euclidean';

/** Codes of eight, four or one bit a dimension. */
export type Code = 'int8' | 'int4' | 'binary';

/** What is scanned: the vectors as float32 or half precision, or codes. */
export type Precision = 'f32' | 'f16' | Code;

export const similarities: readonly Similarity[] = ['dot', 'cosine', 'euclidean'];
export const precisions: readonly Precision[] = ['f32', 'f16', 'int8', 'int4', 'binary'];

/** Whether rows are codes, whose best candidates are scored again by the vectors themselves. */
export const isCoded = (precision: Precision): precision is Code =>
  precision !== 'f32' && precision !== 'f16';

export function checkChoice<T extends string>(name: string, value: T, choices: readonly T[]): void {
  if (!choices.includes(value)) throw optionError(name, value, `one of ${choices.join(', ')}`);
}

/** Codes say how vectors point, not how far apart they lie. */
export function checkFit(precision: Precision, similarity: Similarity): void {
  if (isCoded(precision) && similarity === 'euclidean') {
    throw optionError('precision', precision, 'f32 or f16, as euclidean distances have no codes');
  }
}
