import {
  documentSourceConformance,
  retrieverConformance,
  scorerConformance,
  termsQueries,
} from '@reprise/testkit';
import fc from 'fast-check';
import { describe } from 'vitest';
import { buildSparse } from './index.js';

const terms = ['apple', 'banana', 'cherry', '__proto__', '😀'];
const documents = Array.from({ length: 40 }, (_, i) => ({
  id: i % 3 === 0 ? `\u{10000}${i}` : `\ue000${i}`,
  text: `text of document ${i}`,
  terms: new Map(terms.filter((_term, t) => (i >> t) % 2 === 1).map((term, t) => [term, 1 + ((i + t) % 3)])),
}));
const ids = documents.map(({ id }) => id);

describe('SparseIndex is', () => {
  const make = () => buildSparse(documents);
  const queries = fc
    .tuple(
      termsQueries({ vocabulary: terms }),
      fc.constantFrom(undefined, 'collection' as const, 'query' as const),
    )
    .map(([query, weighting]) => ({ ...query, ...(weighting && { weighting }) }));
  retrieverConformance(make, queries);
  scorerConformance(make, queries, ids, { retriever: make });
  documentSourceConformance(make, ids);
});
