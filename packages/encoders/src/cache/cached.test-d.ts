import type { Encoder } from '@reprise/spec';
import { expectTypeOf, test } from 'vitest';
import type { DenseEncoder } from '../dense/dense-encoder.js';
import type { TokenEncoder } from '../late-interaction/token-encoder.js';
import type { SparseEncoder } from '../learned-sparse/sparse-encoder.js';
import { cached } from './cached.js';

declare const dense: DenseEncoder;
declare const sparse: SparseEncoder;
declare const tokens: TokenEncoder;
declare const features: Encoder<'text', 'features'>;

test('a kept encoder is still the encoder it was', async () => {
  const vectors = await cached(dense, 'folder');
  expectTypeOf(vectors).toExtend<Encoder<'text', 'vector'>>();
  expectTypeOf(vectors.dimensions).toEqualTypeOf<number>();
  expectTypeOf(await cached(sparse, 'folder')).toExtend<SparseEncoder>();
  expectTypeOf(await cached(tokens, 'folder')).toExtend<TokenEncoder>();
  // @ts-expect-error features are not kept
  await cached(features, 'folder');
});
