import type { DenseVector } from '@reprise/spec';
import fc from 'fast-check';
import { numbers } from './numbers.js';

export interface TermsOptions {
  /** Terms to draw from. Default: a few plain ones and some that break careless code. */
  readonly vocabulary?: readonly string[];
}

export interface VectorOptions {
  /** Default `'arbitrary'`. */
  readonly space?: string;
  /** Default 4. */
  readonly dimensions?: number;
}

const defaultVocabulary: readonly string[] = [
  ...['apple', 'banana', 'cherry', 'date', 'elder', 'fig', 'grape', 'a', 'x1', '2024', 'twenty-one'],
  ...['##ing', '__proto__', 'constructor', '\ud83c\udf52', '\u6f22', 'e\u0301', '\ue000', '\u{10000}'],
];

/** Term frequencies of 1 to 9: one to eight different terms. */
export function termBags(options: TermsOptions = {}): fc.Arbitrary<ReadonlyMap<string, number>> {
  const { vocabulary = defaultVocabulary } = options;
  const entry = fc.tuple(fc.constantFrom(...vocabulary), fc.integer({ min: 1, max: 9 }));
  return fc
    .uniqueArray(entry, { selector: ([term]) => term, minLength: 1, maxLength: 8 })
    .map((entries) => new Map(entries));
}

/** Vectors of one space, with numbers from -100 to 100. */
export function vectors(options: VectorOptions = {}): fc.Arbitrary<DenseVector> {
  const { space = 'arbitrary', dimensions = 4 } = options;
  return fc
    .array(numbers(-100, 100), { minLength: dimensions, maxLength: dimensions })
    .map((data) => ({ space, data: Float32Array.from(data) }));
}
