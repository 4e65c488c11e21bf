import type { Encoder } from '@reprise/spec';
import { expectTypeOf, test } from 'vitest';
import type { DenseEncoder } from '../dense/dense-encoder.js';
import type { SparseEncoder } from '../learned-sparse/sparse-encoder.js';
import { cached } from './cached.js';

declare const dense: DenseEncoder;
declare const sparse: SparseEncoder;
declare const tokens: Encoder<'text', 'tokens'>;

test('a kept encoder is still the encoder it was', async () => {
  const vectors = await cached(dense, 'folder');
  expectTypeOf(vectors).toExtend<Encoder<'text', 'vector'>>();
  expectTypeOf(vectors.dimensions).toEqualTypeOf<number>();
  expectTypeOf(await cached(sparse, 'folder')).toExtend<SparseEncoder>();
  // @ts-expect-error only vectors and terms are kept
  await cached(tokens, 'folder');
});
