import type { Query } from '@reprise/spec';
import fc from 'fast-check';
import { type TermsOptions, termBags, type VectorOptions, vectors } from './representations.js';

const ids = fc.nat({ max: 99 }).map((n) => `q${n}`);

/** Queries of terms; give the vocabulary of the index under test, or nothing will match. */
export function termsQueries(options: TermsOptions = {}): fc.Arbitrary<Query<'terms'>> {
  return fc.record({ id: ids, terms: termBags(options) }, { noNullPrototype: true });
}

/** Queries with a vector; give the space and the dimensions of the index under test. */
export function vectorQueries(options: VectorOptions = {}): fc.Arbitrary<Query<'vector'>> {
  return fc.record({ id: ids, vector: vectors(options) }, { noNullPrototype: true });
}

/** Queries of text in any script. */
export function textQueries(): fc.Arbitrary<Query<'text'>> {
  return fc.record(
    { id: ids, text: fc.string({ unit: 'grapheme', maxLength: 40 }) },
    { noNullPrototype: true },
  );
}
