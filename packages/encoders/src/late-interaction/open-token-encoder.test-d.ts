import type { Encoder } from '@reprise/spec';
import { expectTypeOf, test } from 'vitest';
import { minilmTokens } from './minilm-tokens.js';
import { openTokenEncoder } from './open-token-encoder.js';

test('a token encoder makes token rows of texts', async () => {
  expectTypeOf(await openTokenEncoder('folder')).toExtend<Encoder<'text', 'tokens'>>();
  expectTypeOf(await minilmTokens({ specials: 'drop' })).toExtend<Encoder<'text', 'tokens'>>();
  // @ts-expect-error special tokens are kept or dropped
  await openTokenEncoder('folder', { specials: true });
  // @ts-expect-error the markers are those of the folder
  await openTokenEncoder('folder', { query: { specialTokens: false } });
});
