import {
  documentSourceConformance,
  retrieverConformance,
  scorerConformance,
  termsQueries,
} from '@reprise/testkit';
import { whitespace } from '@reprise/text';
import fc from 'fast-check';
import { describe } from 'vitest';
import { buildWink, exportWink, importWink } from './index.js';

const terms = ['apple', 'banana', 'cherry', '__proto__', 'constructor', '7', '😀'];
const names = ['__proto__', 'constructor', '10', '9', '😀', '\ue000'];
const documents = Array.from({ length: 60 }, (_, i) => ({
  id: names[i] ?? (i % 3 === 0 ? `\u{10000}${i}` : `\ue000${i}`),
  text: terms
    .filter((_term, t) => (i >> (t % 6)) % 2 === 1)
    .flatMap((term, t) => new Array<string>(1 + ((i + t) % 3)).fill(term))
    .join(' '),
}));
const ids = documents.map(({ id }) => id);
const build = () => buildWink(documents, { analyzer: whitespace() });

const queries = fc
  .tuple(
    termsQueries({ vocabulary: [...terms, 'toString', 'unknown'] }),
    fc.constantFrom('collection' as const, 'query' as const),
  )
  .map(([query, weighting]) => ({ ...query, weighting }));

describe.each([
  ['built', build],
  ['exported and imported', async () => importWink(exportWink(await build()))],
])('A WinkIndex, %s, is', (_, make) => {
  retrieverConformance(make, queries);
  scorerConformance(make, queries, ids, { retriever: make });
  documentSourceConformance(make, ids);
});
