import type { DocumentSource, Retriever, RunOptions, Scorer } from '@reprise/spec';
import { expectTypeOf } from 'vitest';
import { buildMultivector, type MultivectorIndex } from './index.js';

declare const index: MultivectorIndex;
const tokens = {
  space: 'by hand',
  dimensions: 1,
  data: Float32Array.of(1),
  weights: Float32Array.of(1),
};

expectTypeOf(index).toExtend<Retriever<'tokens'>>();
expectTypeOf(index).toExtend<Scorer<'tokens'>>();
expectTypeOf(index).toExtend<DocumentSource<'tokens'>>();
/** What ColBERT-PRF takes for a collection of tokens. */
expectTypeOf(index).toExtend<{
  readonly space: string;
  readonly documents: number;
  readonly occurrences: number;
  readonly documentFrequency: (token: number) => number;
  readonly collectionFrequency: (token: number) => number;
  readonly nearestTokens: (
    rows: Float32Array,
    count: number,
    options?: RunOptions,
  ) => Promise<readonly Int32Array[]>;
  readonly label: (token: number) => string | undefined;
}>();

// @ts-expect-error a multivector index knows no single vectors
index satisfies DocumentSource<'vector'>;
// @ts-expect-error a query must hold tokens
index.search([{ id: 'q', text: 'words' }], 10);
index.search([{ id: 'q', tokens }], 10);
// @ts-expect-error a matrix says of what space it is
index.search([{ id: 'q', tokens: { ...tokens, space: undefined } }], 10);
buildMultivector([{ id: 'a', tokens }], { precision: 'residual2', pool: 2 });
// @ts-expect-error there is no such precision
buildMultivector([{ id: 'a', tokens }], { precision: 'binary' });
// @ts-expect-error an absent option is left out
buildMultivector([{ id: 'a', tokens }], { centroids: undefined });
// @ts-expect-error there is no such way to find candidates
index.with({ candidates: 'some' });
