import { type Query, RepriseError } from '@reprise/spec';

/** The query's terms and weights, or a refusal that names the query and what is wrong with it. */
export function queryTerms(query: Query<'terms'>): ReadonlyMap<string, number> {
  const name = `query ${JSON.stringify(query.id)}`;
  const terms: unknown = query.terms;
  if (terms === undefined) {
    throw new RepriseError(
      'MISSING_REPRESENTATION',
      `${name} has no terms: analyse its text first, or search through a stage with an encoder`,
      { details: { value: query.id, expected: 'terms' } },
    );
  }
  if (!isMap(terms)) {
    throw new RepriseError('INVALID_INPUT', `the terms of ${name} are no Map: give one from term to weight`, {
      details: { value: terms },
    });
  }
  for (const [term, weight] of terms) {
    if (typeof term === 'string' && typeof weight === 'number' && Number.isFinite(weight)) continue;
    throw new RepriseError(
      'INVALID_INPUT',
      `${name} gives the term ${JSON.stringify(term)} the weight ${String(weight)}: give strings and finite numbers`,
      { details: { value: weight, term } },
    );
  }
  return terms as ReadonlyMap<string, number>;
}

/** By shape, as a map of another realm is no instance of this one's `Map`. */
const isMap = (value: unknown): value is ReadonlyMap<unknown, unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value && 'get' in value;
