import { optionError } from '@reprise/spec';
import type { OpenTransformer } from '../model/open-transformer.js';
import type { InputTemplate } from './text-tokenizer.js';

/** Where nothing says how long a text may be: the length of BERT. */
const usualLimit = 512;

/** The form of a text: as given, else as the folder says; never longer than the model's tables. */
export function templateOf(
  given: InputTemplate | undefined,
  prompt: string,
  { settings, limit }: Pick<OpenTransformer, 'settings' | 'limit'>,
): InputTemplate & { readonly maxTokens: number } {
  const wanted = given?.maxTokens ?? settings.maxTokens ?? limit ?? usualLimit;
  if (!Number.isInteger(wanted) || wanted < 8)
    throw optionError('maxTokens', wanted, 'a whole number from 8');
  return { prefix: prompt, ...given, maxTokens: Math.min(wanted, limit ?? wanted) };
}
