import type { Encoder } from '@reprise/spec';
import { expectTypeOf, test } from 'vitest';
import { openSparseEncoder } from './open-sparse-encoder.js';

test('a sparse encoder makes terms of texts', async () => {
  expectTypeOf(await openSparseEncoder('folder')).toExtend<Encoder<'text', 'terms'>>();
  // @ts-expect-error there are weights of 8 bits or floats
  await openSparseEncoder('folder', { bits: 16 });
  // @ts-expect-error the kind is one of four
  await openSparseEncoder('folder', { kind: 'deepimpact' });
});
