import type { CollectionStatistics, DocumentSource, Retriever, Scorer } from '@reprise/spec';
import { expectTypeOf } from 'vitest';
import { buildWink, importWink, type WinkIndex } from './index.js';

declare const index: WinkIndex;

expectTypeOf(index).toExtend<Retriever<'terms'>>();
expectTypeOf(index).toExtend<Scorer<'terms'>>();
expectTypeOf(index).toExtend<DocumentSource<'terms' | 'text'>>();
expectTypeOf(index.statistics).toEqualTypeOf<CollectionStatistics>();
expectTypeOf(importWink).returns.toEqualTypeOf<WinkIndex>();

// @ts-expect-error a wink index knows no vectors
index satisfies DocumentSource<'vector'>;
// @ts-expect-error a query must hold terms
index.search([{ id: 'q', text: 'words' }], 10);
// @ts-expect-error wink counts words, so a document needs a text
buildWink([{ id: 'a', terms: new Map([['word', 1]]) }]);
