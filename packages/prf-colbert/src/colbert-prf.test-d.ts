import { feedback, refine, topK } from '@reprise/core';
import type { MultivectorIndex } from '@reprise/multivector';
import type { DocumentSource } from '@reprise/spec';
import { type ColbertPrfOptions, colbertPrf, colbertPrfPresets, type TokenCollection } from './index.js';

declare const index: DocumentSource<'tokens'> & TokenCollection;
declare const vectors: DocumentSource<'vector'>;

const { documents, ...options } = colbertPrfPresets.paper;
feedback(colbertPrf({ ...options, collection: index }), { documents: index, judge: topK(documents) });
refine(colbertPrf({ collection: index, weighting: 'ictf' }), { documents: index, judge: topK(3) });
// @ts-expect-error vectors are no token rows
feedback(colbertPrf({ collection: index }), { documents: vectors, judge: topK(3) });
// @ts-expect-error a collection is needed to name clusters
colbertPrf({ beta: 0.5 });
// @ts-expect-error how many documents to learn from is the judge's business
colbertPrf({ collection: index, documents: 3 });
// @ts-expect-error not a weighting
const wrong: ColbertPrfOptions['weighting'] = 'tf';
void wrong;

declare const multivector: MultivectorIndex;
colbertPrf({ collection: multivector });
