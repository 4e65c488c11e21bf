import type { DocumentSource, Retriever, Scorer } from '@reprise/spec';
import { expectTypeOf } from 'vitest';
import { buildSparse, type SparseIndex } from './index.js';

declare const index: SparseIndex;

expectTypeOf(index).toExtend<Retriever<'terms'>>();
expectTypeOf(index).toExtend<Scorer<'terms'>>();
expectTypeOf(index).toExtend<DocumentSource<'terms'>>();
expectTypeOf(index).toExtend<DocumentSource<'text'>>();
expectTypeOf(index).toExtend<DocumentSource<'terms' | 'text'>>();

// @ts-expect-error a sparse index knows no vectors
index satisfies DocumentSource<'vector'>;
// @ts-expect-error a query must hold terms
index.search([{ id: 'q', text: 'words' }], 10);
index.search([{ id: 'q', terms: new Map([['word', 1]]), weighting: 'query' }], 10);
// @ts-expect-error weights are final or they are not
index.search([{ id: 'q', terms: new Map([['word', 1]]), weighting: 'none' }], 10);
// @ts-expect-error a document needs a text or terms
buildSparse([{ id: 'a' }]);
buildSparse([{ id: 'a', text: 'words' }]);
buildSparse([{ id: 'a', terms: new Map([['word', 1]]) }]);
