import { rerank } from '@reprise/core';
import type { DocumentSource, Reranker } from '@reprise/spec';
import { expectTypeOf, test } from 'vitest';
import { openCrossEncoder } from './open-cross-encoder.js';

declare const texts: DocumentSource<'text'>;
declare const vectors: DocumentSource<'vector'>;

test('a cross-encoder is a re-ranker of text by text', async () => {
  const encoder = await openCrossEncoder('folder', { label: 'entailment', truncation: 'document' });
  expectTypeOf(encoder).toExtend<Reranker<'text', 'text'>>();
  rerank(encoder, { documents: texts, depth: 10 });
  // @ts-expect-error vectors cannot be read
  rerank(encoder, { documents: vectors, depth: 10 });
  // @ts-expect-error no such activation
  await openCrossEncoder('folder', { activation: 'tanh' });
});
